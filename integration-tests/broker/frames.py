#!/usr/bin/env python3
"""Compares frames of pcap files, whatever their order and their times.

    frames.py same GOT EXPECTED [CHANGE...]   after CHANGE on the expected ones: slice=N, untag, unwrap (VXLAN on 4789)
                                              prints "GOT missing MISSING surplus SURPLUS"
    frames.py flows FILE...                   how many flows each file has, and how many are in more than one:
                                              "FLOWS... shared SHARED"
    frames.py moved BEFORE AFTER              flows of BEFORE that are not in AFTER
    frames.py blank FILE                      how many TCP frames have a payload byte other than zero
"""
import collections
import struct
import sys


def read(file):
    with open(file, "rb") as data:
        order = "<" if struct.unpack("<I", data.read(24)[:4])[0] in (0xA1B2C3D4, 0xA1B23C4D) else ">"
        while len(head := data.read(16)) == 16:
            yield data.read(struct.unpack(order + "IIII", head)[2])


def untag(frame):
    while frame[12:14] in (b"\x81\x00", b"\x88\xa8"):
        frame = frame[:12] + frame[16:]
    return frame


def unwrap(frame):
    bare = untag(frame)
    if bare[12:14] == b"\x08\x00" and bare[23] == 17 and bare[36:38] == struct.pack("!H", 4_789):
        return bare[50:]
    return frame


def changed(frame, changes):
    for change in changes:
        if change.startswith("slice="):
            frame = frame[:int(change[6:])]
        else:
            frame = {"untag": untag, "unwrap": unwrap}[change](frame)
    return frame


def layers(frame):
    """Addresses, protocol, ports and payload of a frame, both ways alike; none of fragments and the like."""
    bare = untag(frame)
    if bare[12:14] == b"\x08\x00":
        fragment = struct.unpack("!H", bare[20:22])[0] & 0x3FFF
        protocol, source, target, at = bare[23], bare[26:30], bare[30:34], 34
    elif bare[12:14] == b"\x86\xdd":
        fragment, protocol, source, target, at = 0, bare[20], bare[22:38], bare[38:54], 54
    else:
        return None, b""
    if fragment or protocol not in (6, 17):
        return None, b""
    key = (protocol, *sorted(((source, bare[at:at + 2]), (target, bare[at + 2:at + 4]))))
    return key, bare[at + 20:] if protocol == 6 else b""


def flows(file):
    return {layers(frame)[0] for frame in read(file)} - {None}


mode, files = sys.argv[1], sys.argv[2:]
if mode == "same":
    got = collections.Counter(read(files[0]))
    expected = collections.Counter(changed(frame, files[2:]) for frame in read(files[1]))
    print(got.total(), "missing", (expected - got).total(), "surplus", (got - expected).total())
elif mode == "flows":
    found = [flows(file) for file in files]
    shared = collections.Counter(flow for each in found for flow in each)
    print(*(len(each) for each in found), "shared", sum(1 for count in shared.values() if count > 1))
elif mode == "moved":
    print(len(flows(files[0]) - flows(files[1])))
elif mode == "blank":
    print(sum(1 for frame in read(files[0]) if layers(frame)[1].strip(b"\0")))
