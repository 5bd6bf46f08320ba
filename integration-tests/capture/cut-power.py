#!/usr/bin/env python3
"""cut-power.py MOUNTPOINT: what an ext4 has not on its device by now, it never will (EXT4_IOC_SHUTDOWN, no log)."""
import fcntl, os, struct, sys

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
