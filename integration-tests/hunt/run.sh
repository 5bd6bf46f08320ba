#!/bin/bash
# What `appliance hunt` finds in real captures, beside what tshark sees there: every name that DNS, TLS
# and HTTP asked for, every address, and how many packets each address sent and got.
#   mvn verify && integration-tests/hunt/run.sh [CAPTURE...]        (exit 0 passed, 1 failed, 77 skipped)
# Needs tshark and python3.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
shared=${SLUICE_SHARED:-$root/../shared}

skip() {
  echo "SKIPPED: hunt: $1" >&2
  exit 77
}
for tool in tshark python3; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
classpath=${CLASSPATH_OF_TESTS:-}
if [ -z "$classpath" ]; then
  [ -f "$root/integration-tests/target/classpath.txt" ] || skip "needs the tests' classes (mvn verify)"
  classpath=$(cat "$root/integration-tests/target/classpath.txt")
fi
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java
if [ $# -eq 0 ]; then
  mapfile -t captures < <(awk -F '\t' 'NR > 1 && $4 < 20000 && $11 ~ /dns|http|tls/ {print $1}' "$shared/captures/INDEX.tsv" 2>/dev/null |
    while read -r name; do [ -f "$shared/captures/$name" ] && echo "$shared/captures/$name"; done | awk 'NR % 5 == 1' | head -n 40)
  set -- "${captures[@]}"
  [ $# -gt 0 ] || skip "needs captures"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export JAVA_COMMAND=$java CLASSPATH=$classpath WORK=$work
exec 3< <(python3 - "$@" <<'PYTHON'
import collections, json, os, re, shutil, subprocess, sys

NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
FIELDS = ["frame.protocols", "ip.src", "ip.dst", "ip.flags.mf", "ip.frag_offset", "_ws.malformed",
          "dns.qry.name", "http.host", "tls.handshake.extensions_server_name"]
# Names: where we look too. tshark knows more that carries them (QUIC, NetBIOS, quoted packets)
ELSEWHERE = {"icmp", "icmpv6", "nbns", "quic", "sflow", "llmnr", "teredo", "gtp", "capwap.data"}
work = os.environ["WORK"]
asked = collections.Counter()
missed = collections.Counter()
differ = []
broken = []

for capture in sys.argv[1:]:
    folder = os.path.join(work, "store")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    shutil.copy(capture, os.path.join(folder, "x.pcap"))
    out = subprocess.run(
        ["tshark", "-n", "-r", capture, "-o", "tcp.desegment_tcp_streams:false", "-T", "fields"]
        + [word for field in FIELDS for word in ("-e", field)] + ["-E", "occurrence=a", "-E", "aggregator= "],
        capture_output=True, text=True, errors="replace").stdout
    wanted = collections.defaultdict(set)
    packets = collections.Counter()
    plain = True
    for line in out.splitlines():
        protocols, source, target, more, offset, bad, dns, http, tls = (line.split("\t") + [""] * 9)[:9]
        layers = protocols.split(":")
        if ELSEWHERE & set(layers):
            plain = False
            continue
        if "ip" not in layers or layers.count("ip") + layers.count("ipv6") > 1 or "1" in more.split() or bad:
            plain = plain and "ip" not in layers
            continue
        if not {"udp", "tcp"} & set(layers):
            plain = False
            continue
        wanted["address"] |= {source, target}
        packets.update({source, target})
        for kind, text in (("dns", dns), ("http", http), ("tls", tls)):
            name = re.sub(r":\d+$", "", (text.split(" ") or [""])[0].lower())
            if NAME.fullmatch(name) and not re.fullmatch(r"(.*\.)?\d+", name):
                if kind != "dns" or "udp" in layers:
                    wanted[kind].add(name)
    everything = set().union(*wanted.values()) - {""}
    if not everything:
        continue
    indicators = os.path.join(work, "indicators")
    with open(indicators, "w") as file:
        file.write("\n".join(sorted(everything)) + "\n")
    run = subprocess.run(
        [os.environ["JAVA_COMMAND"], "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
         "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
         "io.sluice.node.Main", "hunt", folder, indicators, "--format", "json"],
        capture_output=True, text=True)
    if run.returncode:
        broken.append(f"{capture}: {run.stderr.strip().splitlines()[-1:]}")
        continue
    found = {each["indicator"]: each for each in map(json.loads, run.stdout.splitlines()) if "indicator" in each}
    for kind, names in wanted.items():
        asked[kind] += len(names)
        for name in sorted(names - set(found)):
            missed[kind] += 1
            print(f"missed  {kind} {name} of {os.path.basename(capture)}")
    if plain:
        for address in wanted["address"]:
            asked["packets"] += 1
            if address in found and found[address]["packets"] != packets[address]:
                differ.append(address)
                print(f"differs {address} of {os.path.basename(capture)}: "
                      f"{found[address]['packets']} packets, tshark {packets[address]}")

print("%-28s %8s %8s" % ("", "expected", "seen"))
for kind, what in (("dns", "names asked of DNS"), ("tls", "names of TLS servers"), ("http", "HTTP hosts"),
                   ("address", "addresses"), ("packets", "addresses' packet counts")):
    lost = len(differ) if kind == "packets" else missed[kind]
    print("%-28s %8d %8d" % (what, asked[kind], asked[kind] - lost))
for line in broken:
    print("broken ", line)
enough = all(asked[kind] for kind in ("dns", "tls", "http", "address", "packets")) or len(sys.argv) < 40
print("PASSED" if enough and not (broken or differ or sum(missed.values())) else "FAILED")
PYTHON
)
cat <&3 | tee "$work/out"
grep -qx PASSED "$work/out"
