#!/usr/bin/env python3
"""Captures that nobody has seen, as tshark and as `appliance analyze --format tsv` have them.

    unseen.py [--seed N] [--count 150] [--kinds a,b] [--keep DIR]

Makes captures anew from real ones of ../shared: packets lost, doubled, late, sliced, fragmented or put into tunnels;
sequence numbers that wrap, windows, flags, options, ports and clocks that nobody sent so. tshark tells what each TCP
stream of them is, packet by packet; every count, time and verdict must be equal. The same seed makes the same captures.
Exit 0 when all are equal, 1 when one is not (it stays in DIR, with --keep), 77 when it cannot be run here.

Left out is what io.sluice.node.flow's package-info.java explains: a stream that begins with a TCP header below 20 bytes,
TCP headers longer than their packet, and duplicate acknowledgments of Multipath TCP.
"""
import argparse, collections, csv, os, pathlib, random, shutil, struct, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "broker"))
from source import ethernet, ipv4, transport

SHARED = pathlib.Path(os.environ.get("SLUICE_SHARED") or HERE.parents[2] / "shared") / "captures"
VERSION = "4.0."
VERDICTS = ("retransmission fast_retransmission spurious_retransmission out_of_order duplicate_ack lost_segment "
            "ack_lost_segment zero_window zero_window_probe zero_window_probe_ack window_full window_update keep_alive "
            "keep_alive_ack reused_ports").split()
COUNTS = [f"{name}_{side}" for name in ("pkts", "bytes", "payload", "syn", "synack", "fin", "rst", *VERDICTS)
          for side in ("ab", "ba")]
FIELDS = ["frame.time_epoch", "frame.len", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.stream",
          "tcp.srcport", "tcp.dstport", "tcp.len", "tcp.flags", "tcp.options.mptcp.subtype",
          *("tcp.analysis." + verdict for verdict in VERDICTS)]
# As the truth files beside the captures were made
TSHARK = ["tshark", "-n", "-d", "tcp.port==0-65535,data", "--disable-protocol", "sflow", "-o", "tcp.check_checksum:FALSE",
          "-o", "tcp.desegment_tcp_streams:FALSE", "-o", "tcp.reassemble_out_of_order:FALSE", "-o", "ip.defragment:TRUE",
          "-o", "ipv6.defragment:TRUE", "-Y", "tcp && !icmp && !icmpv6", "-T", "fields", "-E", "occurrence=a",
          "-E", "aggregator=|", *(word for field in FIELDS for word in ("-e", field))]
ETHERNET = 1
TUNNEL = bytes((172, 16, 0, 1)), bytes((172, 16, 0, 2))
SYN, ACK = 2, 16
SECOND = 10**9


def skip(why):
    print(f"SKIPPED: analyze unseen: {why}", file=sys.stderr)
    sys.exit(77)


# What tshark has: one row for each stream, by its ends and first time

def stream_rows(lines):
    streams = {}
    for line in lines:
        fields = dict(zip(FIELDS, line.split("\t")))
        last = {name: text.split("|")[-1] for name, text in fields.items()}
        # Without flags its header is shorter than one can be, and tshark counts nothing
        if not last["tcp.stream"] or not last["tcp.flags"]:
            continue
        above = fields["frame.protocols"].rpartition(":tcp")[0].split(":")
        six = [name for name in above if name in ("ip", "ipv6")][-1] == "ipv6"
        source, target = (last["ipv6.src"], last["ipv6.dst"]) if six else (last["ip.src"], last["ip.dst"])
        source, target = (source, last["tcp.srcport"]), (target, last["tcp.dstport"])
        seconds, _, fraction = last["frame.time_epoch"].partition(".")
        nanos = int(seconds) * SECOND + int(fraction[:9].ljust(9, "0"))
        key, row = streams.setdefault(last["tcp.stream"], (
            ("6" if six else "4", *source, *target, str(nanos)), collections.Counter()))
        side = "_ab" if source == key[1:3] else "_ba"
        flags = int(last["tcp.flags"], 16)
        row["last_ns"] = nanos
        row["multipath"] |= fields["tcp.options.mptcp.subtype"] != ""
        row["pkts" + side] += 1
        row["bytes" + side] += int(last["frame.len"])
        row["payload" + side] += int(last["tcp.len"] or 0)
        row["syn" + side] += flags & (SYN | ACK) == SYN
        row["synack" + side] += flags & (SYN | ACK) == SYN | ACK
        row["fin" + side] += flags & 1
        row["rst" + side] += flags >> 2 & 1
        for verdict in VERDICTS:
            row[verdict + side] += fields["tcp.analysis." + verdict] != ""
    return dict(streams.values())


def our_rows(lines):
    return {tuple(row[name] for name in ("ipv", "a_ip", "a_port", "b_ip", "b_port", "first_ns")): row
            for row in csv.DictReader(lines, delimiter="\t")}


def judge(analyze, path):
    """How many streams there are, and what differs, a line each."""
    both = [subprocess.Popen(command + [path], text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for command in (TSHARK + ["-r"], [analyze, "analyze", "--format", "tsv"])]
    (theirs, _), (ours, error) = (process.communicate(timeout=120) for process in both)
    wrong = []
    if both[1].returncode or "Exception" in error:
        wrong.append(f"exit {both[1].returncode}: {error.strip()[-200:]}")
    theirs, ours = stream_rows(theirs.splitlines()), our_rows(ours.splitlines())
    wrong += [f"missing {key}" for key in theirs.keys() - ours.keys()]
    wrong += [f"too many {key}" for key in ours.keys() - theirs.keys()]
    for key in theirs.keys() & ours.keys():
        differs = {name: (theirs[key][name], ours[key][name]) for name in ["last_ns", *COUNTS]
                   if theirs[key][name] != int(ours[key][name] or 0)
                   and not (theirs[key]["multipath"] and name.startswith("duplicate_ack"))}
        if differs:
            wrong.append(f"{key} (tshark, ours) {differs}")
    return len(theirs), wrong


# Captures: a list of [nanoseconds, length on the wire, bytes captured]

def load(path, folder):
    """The link type and the packets, or nothing where a pcap cannot hold them."""
    plain = os.path.join(folder, "plain.pcap")
    if subprocess.run(["editcap", "-F", "nsecpcap", path, plain], capture_output=True).returncode:
        return None
    data = pathlib.Path(plain).read_bytes()
    packets, at = [], 24
    while at + 16 <= len(data):
        seconds, nanos, captured, length = struct.unpack_from("<IIII", data, at)
        packets.append([seconds * SECOND + nanos, length, bytearray(data[at + 16:at + 16 + captured])])
        at += 16 + captured
    return struct.unpack_from("<I", data, 20)[0] & 0xffff, packets


def save(path, link, packets):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, link))
        for nanos, length, data in packets:
            nanos = min(max(0, nanos), 4 * 10**18)
            file.write(struct.pack("<IIII", nanos // SECOND, nanos % SECOND, len(data), length) + data)


def tcp_at(link, data):
    """Where the TCP header of a whole IP packet stands, without a tunnel around it; or nothing."""
    at, kind = 0, 0
    if link == ETHERNET and len(data) >= 18:
        at, kind = 12, struct.unpack_from("!H", data, 12)[0]
        while kind in (0x8100, 0x88a8) and at + 6 <= len(data):
            at, kind = at + 4, struct.unpack_from("!H", data, at + 4)[0]
        at += 2
    elif link in (0, 12, 14, 101, 113, 228, 229):
        at = {0: 4, 113: 16}.get(link, 0)
        kind = 0x86dd if len(data) > at and data[at] >> 4 == 6 else 0x0800
    if kind == 0x0800 and len(data) > at + 20 and data[at + 9] == 6 and not struct.unpack_from("!H", data, at + 6)[0] & 0x3fff:
        at += (data[at] & 15) * 4
    elif kind == 0x86dd and len(data) > at + 40 and data[at + 6] == 6:
        at += 40
    else:
        return None
    return at if len(data) >= at + 20 else None


def outer(protocol, body):
    """Between two tunnel ends."""
    return ethernet(0x0800, ipv4(*TUNNEL, protocol, body, 1))


def udp(port, body):
    return outer(17, transport(*TUNNEL, 17, 50000, port, body))


def is_ip(frame):
    return frame[12:14] in (b"\x08\0", b"\x86\xdd")


# Kinds of change: each gets the packets, the dice and the link type, and gives packets

def lost(packets, dice, link):
    share = dice.choice([.01, .05, .3])
    return [packet for packet in packets if dice.random() > share]


def doubled(packets, dice, link):
    share, sort = dice.choice([.02, .2]), dice.random() < .5
    out = []
    for packet in packets:
        out.append(packet)
        if dice.random() < share:
            out.append([packet[0] + dice.choice([0, 1000, 500_000, 30_000_000]), packet[1], bytearray(packet[2])])
    return sorted(out, key=lambda packet: packet[0]) if sort else out


def swapped(packets, dice, link):
    times, share = dice.random() < .5, dice.choice([.03, .3])
    for one, other in zip(range(len(packets)), range(1, len(packets))):
        if dice.random() < share:
            packets[one], packets[other] = packets[other], packets[one]
            if times:
                packets[one][0], packets[other][0] = packets[other][0], packets[one][0]
    return packets


def late(packets, dice, link):
    for _ in range(max(1, len(packets) // 30)):
        packet = packets.pop(dice.randrange(len(packets)))
        to = min(len(packets), dice.randrange(len(packets) + 1))
        packets.insert(to, [packets[to - 1][0] + 1 if to else packet[0], *packet[1:]])
    return packets


def sliced(packets, dice, link):
    length = dice.choice([60, 66, 74, 96, 128])
    return [[nanos, wire, data[:length]] for nanos, wire, data in packets]


def cut(packets, dice, link):
    share = dice.choice([.1, .5])
    for packet in packets:
        at = tcp_at(link, packet[2])
        if at is not None and dice.random() < share:
            packet[2] = packet[2][:at + dice.randrange(16, 33, 2)]
    return packets


def scaled(packets, dice, link):
    factor = dice.choice([.001, .1, 10, 300])
    return [[packets[0][0] + int((nanos - packets[0][0]) * factor), wire, data] for nanos, wire, data in packets]


def jitter(packets, dice, link):
    most = dice.choice([10**5, 10**7, 10**9])
    return [[nanos + dice.randrange(-most, most), wire, data] for nanos, wire, data in packets]


def segments(packets, link, change):
    for packet in packets:
        at = tcp_at(link, packet[2])
        if at is not None:
            change(packet[2], at)
    return packets


def wrapping(packets, dice, link):
    """Both sides' sequence numbers pass the end of their range soon after the beginning."""
    before, add = dice.choice([0, 1, 100, 1460, 20000]), {}

    def change(data, at):
        ports, sequence, acknowledged = data[at:at + 4], *struct.unpack_from("!II", data, at + 4)
        side = bytes(data[at - 8:at] + ports)
        other = bytes(data[at - 4:at] + data[at - 8:at - 4] + ports[2:] + ports[:2])
        add.setdefault(side, -before - sequence)
        if data[at + 13] & ACK:
            add.setdefault(other, -before - acknowledged)
            acknowledged += add[other]
        struct.pack_into("!II", data, at + 4, sequence + add[side] & 0xffffffff, acknowledged & 0xffffffff)

    return segments(packets, link, change)


def windows(packets, dice, link):
    share, values = dice.choice([.02, .3]), dice.choice([[0], [0, 1], [0, 100, 1000, 65535], [8, 16]])
    return segments(packets, link, lambda data, at: dice.random() < share and struct.pack_into(
        "!H", data, at + 14, dice.choice(values)))


def flags(packets, dice, link):
    share = dice.choice([.01, .1])

    def change(data, at):
        if dice.random() < share:
            data[at + 13] ^= 1 << dice.randrange(6)

    return segments(packets, link, change)


def numbers(packets, dice, link):
    share = dice.choice([.02, .2])

    def change(data, at):
        if dice.random() < share:
            where = at + dice.choice([4, 8])
            value = struct.unpack_from("!I", data, where)[0] + dice.choice([-1, 1, -100, 100, -1460, 1460, 3000, -3000, 1 << 31])
            struct.pack_into("!I", data, where, value & 0xffffffff)

    return segments(packets, link, change)


def ports(packets, dice, link):
    """So few that streams come one upon the other."""
    most = dice.choice([1, 2, 4])

    def change(data, at):
        source, target = struct.unpack_from("!HH", data, at)
        if source > target:
            source = 40000 + source % most
        else:
            target = 40000 + target % most
        struct.pack_into("!HH", data, at, source, target)

    return segments(packets, link, change)


def offsets(packets, dice, link):
    """Header lengths that cannot be or are not true, but not of a stream's first packet."""
    known = set()

    def change(data, at):
        ends = frozenset((bytes(data[at - 8:at - 4] + data[at:at + 2]), bytes(data[at - 4:at] + data[at + 2:at + 4])))
        length = dice.randrange(16) * 4
        if ends in known and not data[at + 13] & SYN and length <= len(data) - at and dice.random() < .05:
            data[at + 12] = data[at + 12] & 15 | length << 2
        known.add(ends)

    return segments(packets, link, change)


def options(packets, dice, link):
    """Options that end too early or are too long; of others that are damaged tshark's dissectors fail, each its own way."""
    def change(data, at):
        length = (data[at + 12] >> 4) * 4
        if length > 20 and len(data) >= at + length and dice.random() < .1:
            data[at + 20 + dice.randrange(length - 20)] = dice.choice([0, 1, 255])

    return segments(packets, link, change)


def frames(packets, link, change):
    """Of what is whole, and Ethernet."""
    out = []
    for nanos, wire, data in packets:
        if link == ETHERNET and 14 <= len(data) == wire < 60_000:
            data = bytearray(change(bytes(data)))
            wire = len(data)
        out.append([nanos, wire, data])
    return out


def vlan(packets, dice, link):
    tags = dice.choice([b"\x81\0\0\5", b"\x88\xa8\0\6\x81\0\0\5", b"\x81\0\0\6\x81\0\0\5", b"\x91\0\0\6\x81\0\0\5"])
    return frames(packets, link, lambda frame: frame[:12] + tags + frame[12:])


def mpls(packets, dice, link):
    labels = [(100 + i) << 12 | 64 for i in range(dice.randrange(1, 4))]
    labels[-1] |= 256
    stack = struct.pack(f"!{len(labels)}I", *labels)
    return frames(packets, link, lambda frame: frame[:12] + b"\x88\x47" + stack + frame[14:] if is_ip(frame) else frame)


def vxlan(packets, dice, link):
    return frames(packets, link, lambda frame: udp(4789, b"\x08\0\0\0\0\0\7\0" + frame))


def geneve(packets, dice, link):
    option = dice.choice([b"", b"\1\x08\1\1" + bytes(4), b"\1\x08\x81\2" + bytes(8)])
    header = bytes([len(option) // 4, 0])
    bare = dice.random() < .3

    def change(frame):
        if bare and is_ip(frame):
            return udp(6081, header + frame[12:14] + b"\0\0\7\0" + option + frame[14:])
        return udp(6081, header + b"\x65\x58\0\0\7\0" + option + frame)

    return frames(packets, link, change)


def gre(packets, dice, link):
    present = dice.choice([0, 0x2000, 0x1000, 0x3000, 0x8000])
    header = struct.pack("!H", present) + b"\x65\x58" + bytes(4 * bin(present).count("1"))
    bare = dice.random() < .5

    def change(frame):
        return outer(47, b"\0\0" + frame[12:] if bare and is_ip(frame) else header + frame)

    return frames(packets, link, change)


def erspan(packets, dice, link):
    header = b"\x10\0\x88\xbe" + bytes(4) + b"\x10\0\0\7" + bytes(4)
    return frames(packets, link, lambda frame: outer(47, header + frame))


def ip_in_ip(packets, dice, link):
    six = dice.random() < .4

    def change(frame):
        if frame[12:14] == b"\x08\0" and six:
            header = struct.pack("!IHBB", 6 << 28, len(frame) - 14, 4, 64) + bytes(15) + b"\1" + bytes(15) + b"\2"
            return frame[:12] + b"\x86\xdd" + header + frame[14:]
        return outer(4 if frame[12:14] == b"\x08\0" else 41, frame[14:]) if is_ip(frame) else frame

    return frames(packets, link, change)


def extensions(packets, dice, link):
    """Options that say nothing, in an IPv6 header of their own or in the IPv4 header."""
    kinds = dice.choice([[0], [60], [0, 60], [60, 60]])
    padding = dice.choice([b"\1\1\1\0", b"\7\7\4" + bytes(5), b"\x94\4\0\0"])

    def change(frame):
        if frame[12:14] == b"\x86\xdd" and len(frame) >= 54:
            more = b"".join(bytes([following, 0, 1, 4, 0, 0, 0, 0]) for following in [*kinds[1:], frame[20]])
            length = struct.pack("!H", struct.unpack_from("!H", frame, 18)[0] + len(more))
            return frame[:18] + length + bytes(kinds[:1]) + frame[21:54] + more + frame[54:]
        if frame[12:15] == b"\x08\0\x45" and len(frame) >= 34:
            number, fragment = struct.unpack_from("!HH", frame, 18)
            end = 14 + struct.unpack_from("!H", frame, 16)[0]
            return frame[:14] + ipv4(frame[26:30], frame[30:34], frame[23], frame[34:end], number, fragment, padding)
        return frame

    return frames(packets, link, change)


def fragments(packets, dice, link):
    """Of some packets; in order or not, one of them lost or doubled."""
    fate, number, out = dice.choice(["ordered", "ordered", "mixed", "lost", "doubled"]), 0, []
    for nanos, wire, data in packets:
        whole = link == ETHERNET and 60 <= len(data) == wire and data[12:15] == b"\x08\0\x45"
        if not whole or struct.unpack_from("!H", data, 20)[0] & 0x3fff or dice.random() > .4:
            out.append([nanos, wire, data])
            continue
        body = bytes(data[34:14 + struct.unpack_from("!H", data, 16)[0]])
        size = 8 * max(dice.randrange(1, max(2, len(body) // 8)), len(body) // 150)
        number = number % 65535 + 1
        pieces = [bytes(data[:14]) + ipv4(bytes(data[26:30]), bytes(data[30:34]), data[23], body[at:at + size], number,
                                          at // 8 | (0x2000 if at + size < len(body) else 0))
                  for at in range(0, len(body), size)]
        if fate == "mixed":
            dice.shuffle(pieces)
        elif fate == "lost" and dice.random() < .3:
            pieces.pop(dice.randrange(len(pieces)))
        elif fate == "doubled" and dice.random() < .3:
            pieces.insert(dice.randrange(len(pieces)), dice.choice(pieces))
        out += [[nanos + i, len(piece), bytearray(piece)] for i, piece in enumerate(pieces)]
    return out


KINDS = {kind.__name__: kind for kind in (
    lost, doubled, swapped, late, sliced, cut, scaled, jitter, wrapping, windows, flags, numbers, ports, offsets, options, vlan,
    mpls, vxlan, geneve, gre, erspan, ip_in_ip, extensions, fragments)}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--count", type=int, default=150)
    words.add_argument("--kinds", default=",".join(KINDS))
    words.add_argument("--keep")
    o = words.parse_args()
    for tool in ("tshark", "editcap"):
        shutil.which(tool) or skip(f"needs {tool}")
    version = subprocess.run(["tshark", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    VERSION in version or skip(f"needs tshark {VERSION}x, whose rules these are, and this is {version}")
    built = HERE.parents[1] / "orchestrator/cli/target/sluice/bin/appliance"
    analyze = os.environ.get("APPLIANCE") or str(built)
    os.access(analyze, os.X_OK) or skip("needs a distribution (mvn -DskipTests package)")
    (SHARED / "INDEX.tsv").exists() or skip("needs the captures")
    with open(SHARED / "INDEX.tsv") as index:
        files = [row["file"] for row in csv.DictReader(index, delimiter="\t")
                 if (SHARED / "truth" / (row["file"].replace("/", "__") + ".tsv")).exists()
                 and 5 <= int(row["packets"] or 0) < 4000]
    dice, streams, made, differ, tried = random.Random(o.seed), 0, 0, 0, collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        while made < o.count:
            name = dice.choice(files)
            got = load(str(SHARED / name), folder)
            if got is None:
                continue
            link, packets = got
            kinds = [dice.choice(o.kinds.split(",")) for _ in range(dice.choice([1, 1, 2]))]
            for kind in kinds:
                packets = KINDS[kind](packets, dice, link) or packets
            path = os.path.join(folder, "unseen.pcap")
            save(path, link, packets)
            count, wrong = judge(analyze, path)
            made, streams, differ = made + 1, streams + count, differ + bool(wrong)
            tried.update(kinds)
            if wrong:
                print(f"DIFFERS: {name}, {' and '.join(kinds)}: {len(wrong)} of {count} streams\n  " + "\n  ".join(wrong[:3]),
                      flush=True)
                if o.keep:
                    os.makedirs(o.keep, exist_ok=True)
                    shutil.copy(path, os.path.join(o.keep, f"{o.seed}-{made}.pcap"))
    print(", ".join(f"{kind} {count}" for kind, count in sorted(tried.items())))
    print(f"seed {o.seed}: {made} captures, {streams} streams, {differ} captures differ")
    sys.exit(1 if differ or not streams else 0)


main()
