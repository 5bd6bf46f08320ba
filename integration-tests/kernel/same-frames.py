#!/usr/bin/env python3
"""Prints how many frames one capture holds, and how many of them the other holds byte for byte.

usage: same-frames.py ONE.pcap OTHER.pcap
Both are what tcpdump -w writes. A frame that is twice in one must be twice in the other.
"""
import collections
import struct
import sys


def frames(name):
    with open(name, "rb") as file:
        data = file.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at, found = 24, collections.Counter()
    while at < len(data):
        length = struct.unpack_from(order + "I", data, at + 8)[0]
        found[data[at + 16 : at + 16 + length]] += 1
        at += 16 + length
    return found


one, other = frames(sys.argv[1]), frames(sys.argv[2])
print(max(one.total(), other.total()), (one & other).total())
