#!/usr/bin/env python3
"""Turns a network device's checksum and segmentation offloads off, as ethtool -K does.

usage: offloads-off.py DEVICE
"""
import array
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946  # linux/sockios.h
# ETHTOOL_S... of linux/ethtool.h; segmentation first, since it rests on checksums
SET = {"gro": 0x2C, "gso": 0x24, "tso": 0x1F, "rx checksum": 0x15, "tx checksum": 0x17}

device = sys.argv[1]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    for name, command in SET.items():
        value = array.array("B", struct.pack("II", command, 0))
        address, _ = value.buffer_info()
        try:
            fcntl.ioctl(any_socket, SIOCETHTOOL, struct.pack("16sP8x", device.encode(), address))
        except OSError as error:
            # A device without the offload has nothing to turn off
            if error.errno != 95:
                sys.exit(f"{device}: {name}: {error}")
