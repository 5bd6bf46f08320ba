#!/usr/bin/env python3
"""How long it takes until a packet that a running appliance receives is found by a search.

    findable.py SOCKET PORT VNI TURNS

Sends packets in VXLAN, each of another inner host, to the appliance on loopback, and searches for each until it is
there; beside every second one, others come without a pause. Prints the median and the longest, in milliseconds.
"""
import pathlib, socket, statistics, struct, sys, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "broker"))
from ask import ask
from source import ethernet, ipv4, transport

LONGEST = 30


def datagram(vni, host, payload):
    """One of an inner UDP packet from a documentation address (RFC 5737)."""
    source, target = socket.inet_aton(host), socket.inet_aton("203.0.113.1")
    udp = transport(source, target, 17, 4000, 4001, payload)
    return struct.pack("!II", 0x08000000, vni << 8) + ethernet(0x0800, ipv4(source, target, 17, udp, 1))


def main(path, port, vni, turns):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(("127.0.0.1", port))
    other = datagram(vni, "192.0.2.250", bytes(256))
    crowded, over = threading.Event(), threading.Event()

    def crowd():
        while crowded.wait() and not over.is_set():
            sender.send(other)

    threading.Thread(target=crowd, daemon=True).start()
    millis = []
    for turn in range(turns):
        if turn % 2:
            crowded.set()
        else:
            crowded.clear()
        # Not in step with what the appliance does every second
        time.sleep(0.37)
        mark = b"marked %d" % turn
        host = f"192.0.2.{turn + 1}"
        sender.send(datagram(vni, host, mark))
        sent = time.monotonic()
        while mark not in ask(path, f"host {host}"):
            if time.monotonic() - sent > LONGEST:
                sys.exit(f"packet {turn} is not found after {LONGEST} s")
            time.sleep(0.02)
        millis.append((time.monotonic() - sent) * 1e3)
    over.set()
    crowded.set()
    print(f"{statistics.median(millis):.0f} {max(millis):.0f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
