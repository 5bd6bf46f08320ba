#!/usr/bin/env python3
"""Plays the gateway: sends VXLAN datagrams to an appliance and compares what comes back, byte for byte.

    judge.py APPLIANCE_ADDRESS COUNT LENGTH...        exchange: each datagram must come back with the other tunnel's
                                                      header and the same frame, before the next is sent; prints
                                                      "COUNT_RIGHT COUNT_WRONG COUNT_LOST SOURCE_PORTS"
    judge.py APPLIANCE_ADDRESS COUNT LENGTH --blind   only sends

LENGTH is that of the inner frame, in bytes. Both tunnels and all lengths take turns.
"""
import socket
import struct
import sys

blind = sys.argv[-1] == "--blind"
words = sys.argv[1:-1] if blind else sys.argv[1:]
target, count, lengths = words[0], int(words[1]), [int(word) for word in words[2:]]
family = socket.AF_INET6 if ":" in target else socket.AF_INET
SIDES = {10800: 900, 10801: 901}


def receiver(port):
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.bind(("::" if ":" in target else "0.0.0.0", port))
    made.settimeout(2)
    return made


def frame(number, length):
    """Ethernet, IPv4 and TCP of one of many flows; the rest tells frames apart."""
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, length - 14, number & 0xFFFF, 0, 64, 6, 0, bytes((10, 9, 0, 1)),
                     bytes((10, 9, 0, 2)))
    tcp = struct.pack("!HHIIBBHHH", 20_000 + number % 1_000, 443, number, 0, 0x50, 0x10, 65_535, 0, 0)
    body = bytes((number * 7 + i) & 0xFF for i in range(max(0, length - 54)))
    return (bytes.fromhex("0200000000020200000000010800") + ip + tcp + body)[:length]


def vxlan(vni, inner):
    return struct.pack("!II", 0x08000000, vni << 8) + inner


receivers = {port: receiver(port) for port in SIDES}
senders = [socket.socket(family, socket.SOCK_DGRAM) for _ in range(16)]
right = wrong = lost = 0
ports = set()
for number in range(count):
    port = 10800 + number % 2
    other = 21601 - port
    inner = frame(number, lengths[number // 2 % len(lengths)])
    senders[number % 16].sendto(vxlan(SIDES[port], inner), (target, port))
    if blind:
        continue
    try:
        got, sender = receivers[other].recvfrom(65_536)
    except socket.timeout:
        lost += 1
        continue
    ports.add(sender[1])
    if got == vxlan(SIDES[other], inner) and sender[0] == target:
        right += 1
    else:
        wrong += 1
print(right, wrong, lost, len(ports))
