#!/usr/bin/env python3
"""Compares frames of pcap files, whatever their order and their times.

    frames.py same GOT[,GOT] EXPECTED [CHANGE...]  after CHANGE on the expected ones: slice=N, untag, unwrap (VXLAN on 4789)
                                              prints "GOT missing MISSING surplus SURPLUS"
    frames.py count FILE                      how many frames
    frames.py flows FILE...                   how many flows each file has, and how many are in more than one:
                                              "FLOWS... shared SHARED"
    frames.py moved BEFORE AFTER              flows of BEFORE that are not in AFTER
    frames.py part GOT EXPECTED               flows of GOT of which EXPECTED has more frames
    frames.py unpack WIRE FILE KIND           writes the frames that WIRE carries in gre, erspan or geneve:VNI
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


def unpack(packet, kind):
    """The frame inside, or None; headers are 14 bytes of Ethernet, IPv4, and the kind's own."""
    at = 14 + (packet[14] & 15) * 4
    protocol, carried = packet[23], packet[at:]
    if kind.startswith("geneve:"):
        found = protocol == 17 and carried[2:4] == struct.pack("!H", 6_081) and int.from_bytes(carried[12:15]) == int(kind[7:])
        return carried[8 + 8 + (carried[8] & 63) * 4:] if found else None
    if protocol != 47:
        return None
    flags, content = struct.unpack("!HH", carried[:4])
    inside = carried[4 + (4 if flags & 0x2000 else 0) + (4 if flags & 0x1000 else 0):]
    if kind == "gre":
        return inside if content == 0x6558 else None
    return inside[8:] if content == 0x88BE else None


def save(file, frames):
    with open(file, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
        for frame in frames:
            out.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)


def flows(file):
    return {layers(frame)[0] for frame in read(file)} - {None}


mode, files = sys.argv[1], sys.argv[2:]
if mode == "same":
    got = collections.Counter(frame for file in files[0].split(",") for frame in read(file))
    expected = collections.Counter(changed(frame, files[2:]) for frame in read(files[1]))
    print(got.total(), "missing", (expected - got).total(), "surplus", (got - expected).total())
elif mode == "count":
    print(sum(1 for frame in read(files[0])))
elif mode == "flows":
    found = [flows(file) for file in files]
    shared = collections.Counter(flow for each in found for flow in each)
    print(*(len(each) for each in found), "shared", sum(1 for count in shared.values() if count > 1))
elif mode == "moved":
    print(len(flows(files[0]) - flows(files[1])))
elif mode == "part":
    there, due = (collections.Counter(layers(frame)[0] for frame in read(file)) for file in files)
    print(sum(1 for flow, count in there.items() if count != due[flow]))
elif mode == "unpack":
    save(files[1], (frame for packet in read(files[0]) if (frame := unpack(packet, files[2])) is not None))
elif mode == "blank":
    print(sum(1 for frame in read(files[0]) if layers(frame)[1].strip(b"\0")))
