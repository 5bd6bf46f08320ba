#!/usr/bin/env python3
"""Asks a running appliance for packets, again and again, over its socket.

    ask.py SOCKET PID FILTER OUT TURNS

Prints the median milliseconds of the later half, the process's own CPU milliseconds of each, the packets and their
bytes, as SearchBench does. OUT holds the last answer.
"""
import os, re, socket, statistics, subprocess, sys, time, urllib.parse


def busy(pid):
    """CPU seconds of the appliance, its compilers included."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(path, words):
    """The pcapng that answers a filter."""
    request = f"GET /search?{urllib.parse.urlencode({'filter': words})} HTTP/1.1\r\nHost: appliance\r\nConnection: close\r\n\r\n"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(request.encode())
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        sys.exit(f"{words}: {head.decode()} {body[:300]}")
    return whole(body) if b"chunked" in head.lower() else body


def whole(body):
    """What chunks are made of; the last one must be there."""
    parts, at = [], 0
    while True:
        end = body.index(b"\r\n", at)
        length = int(body[at:end].split(b";")[0], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[end + 2:end + 2 + length])
        at = end + 2 + length + 2


def main(path, pid, words, out, turns):
    millis, cpu = [], []
    for turn in range(turns):
        start, before = time.monotonic(), busy(pid)
        answer = ask(path, words)
        millis.append((time.monotonic() - start) * 1e3)
        cpu.append((busy(pid) - before) * 1e3)
    with open(out, "wb") as file:
        file.write(answer)
    told = subprocess.run(["capinfos", "-M", "-c", "-d", out], capture_output=True, text=True).stdout
    count, size = (re.search(rf"{name}:\s+(\d+)", told) for name in ("Number of packets", "Data size"))
    print(f"{statistics.median(millis[turns // 2:]):.2f} {statistics.mean(cpu[turns // 2:]):.2f} "
          f"{count[1] if count else 0} {size[1] if size else 0}")


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
