#!/usr/bin/env python3
"""Plays a mirror session: sends frames in VXLAN to an appliance.

    source.py corpus APPLIANCE PORT VNI FILE            many flows of many kinds, each frame another one, slowly enough
                                                        that nothing is lost; FILE gets the frames as pcap
    source.py load APPLIANCE PORT VNI PER_SECOND SECONDS  a steady load of 200 flows both ways; prints how many it sent
"""
import random
import socket
import struct
import sys
import time

MACS = bytes.fromhex("0a0000000b010a0000000a01")
FLOWS = 200


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4(source, target, protocol, payload, number, fragment=0x4000, options=b""):
    header = struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 20 + len(options) + len(payload), number & 0xFFFF, fragment,
                         64, protocol, 0, source, target) + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def ipv6(source, target, protocol, payload):
    return struct.pack("!IHBB16s16s", 0x60000000, len(payload), protocol, 64, source, target) + payload


def transport(source, target, protocol, source_port, target_port, payload):
    if protocol == 6:
        segment = struct.pack("!HHIIBBHHH", source_port, target_port, 1, 1, 0x50, 0x18, 512, 0, 0) + payload
        at = 16
    else:
        segment = struct.pack("!HHHH", source_port, target_port, 8 + len(payload), 0) + payload
        at = 6
    pseudo = source + target + struct.pack("!IxxxB", len(segment), protocol)
    return segment[:at] + struct.pack("!H", checksum(pseudo + segment) or 0xFFFF) + segment[at + 2:]


def ethernet(kind, payload, vlan=None):
    tag = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
    return MACS + tag + struct.pack("!H", kind) + payload


def ends(flow):
    return (10_000 + flow, bytes((10, 1, flow >> 8, flow & 255)), bytes((10, 2, 0, 1 + flow % 7)))


def corpus():
    """Each frame's payload names it, so that no two are equal."""
    pick = random.Random(5)
    services = [(6, 80), (6, 443), (6, 22), (6, 9_999), (17, 53), (17, 6_000)]
    number = 0
    for flow in range(FLOWS):
        protocol, service = services[flow % len(services)]
        port, client, server = ends(flow)
        six = flow % 5 == 4
        if six:
            client, server = (b"\xfd" + bytes(11) + address for address in (client, server))
        vlan = 100 + flow % 3 if flow % 4 == 1 else None
        for turn in range(14):
            number += 1
            payload = b"frame %06d " % number + bytes(pick.randrange(1, 256) for _ in range(pick.choice((6, 60, 600, 1_300))))
            way = (client, server, port, service) if turn % 2 == 0 else (server, client, service, port)
            whole = transport(way[0], way[1], protocol, way[2], way[3], payload)
            if six:
                yield ethernet(0x86DD, ipv6(way[0], way[1], protocol, whole), vlan)
            elif service == 53 and len(whole) > 600:
                # In three fragments
                for at in (0, 400, 800):
                    part = whole[at:at + 400] if at < 800 else whole[at:]
                    if part:
                        more = 0x2000 if at + 400 < len(whole) and at < 800 else 0
                        yield ethernet(0x0800, ipv4(way[0], way[1], 17, part, number, more | at // 8), vlan)
            else:
                yield ethernet(0x0800, ipv4(way[0], way[1], protocol, whole, number), vlan)
        if flow % 10 == 0:
            yield ethernet(0x0806, struct.pack("!HHBBHI", 1, 0x0800, 6, 4, 1, flow) + bytes(20), vlan)
        if flow % 8 == 0:
            # A packet in a tunnel of its own
            inner = ethernet(0x0800, ipv4(client[-4:], server[-4:], 6, transport(client[-4:], server[-4:], 6, port, 80, b"inner %06d" % number), number))
            outer = transport(bytes((10, 3, 0, 1)), bytes((10, 3, 0, 2)), 17, 50_000 + flow, 4_789, struct.pack("!II", 0x08000000, 5 << 8) + inner)
            yield ethernet(0x0800, ipv4(bytes((10, 3, 0, 1)), bytes((10, 3, 0, 2)), 17, outer, number))


def save(file, frames):
    with open(file, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
        for i, frame in enumerate(frames):
            out.write(struct.pack("<IIII", i // 1_000_000, i % 1_000_000, len(frame), len(frame)) + frame)


def main():
    mode, address, to, vni = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(8)]
    for sender in senders:
        sender.connect((address, to))
    header = struct.pack("!II", 0x08000000, vni << 8)
    if mode == "corpus":
        frames = list(corpus())
        save(sys.argv[5], frames)
        for i, frame in enumerate(frames):
            # One sender: frames stay in order
            senders[0].send(header + frame)
            if i % 20 == 19:
                time.sleep(0.01)
        print(len(frames))
    else:
        rate, seconds = int(sys.argv[5]), float(sys.argv[6])
        frames = []
        for flow in range(FLOWS):
            port, client, server = ends(flow)
            for way in ((client, server, port, 443), (server, client, 443, port)):
                frames.append(header + ethernet(0x0800, ipv4(way[0], way[1], 6, transport(way[0], way[1], 6, way[2], way[3], bytes(700)), 1)))
        sent, start = 0, time.monotonic()
        while time.monotonic() - start < seconds:
            due = int((time.monotonic() - start) * rate)
            while sent < due:
                senders[sent % 8].send(frames[sent % len(frames)])
                sent += 1
            time.sleep(0.002)
        print(sent)


if __name__ == "__main__":
    main()
