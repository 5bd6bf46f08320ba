#!/bin/bash
# Flow records of real captures as strangers read them: nfcapd/nfdump and tshark the IPFIX, hyparquet
# the Parquet. Each must count what we counted.
#   mvn verify && integration-tests/export/run.sh [CAPTURE...]      (exit 0 passed, 1 failed, 77 skipped)
# Needs nfdump, tshark (as a user who may capture on lo), and Node with npm, by which it gets what
# package-lock.json names and nothing else.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
port=${COLLECTOR_PORT:-9996}
shared=${SLUICE_SHARED:-$root/../shared}

skip() {
  echo "SKIPPED: export: $1" >&2
  exit 77
}
for tool in nfcapd nfdump tshark node npm python3; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
classpath=${CLASSPATH_OF_TESTS:-}
if [ -z "$classpath" ]; then
  [ -f "$root/integration-tests/target/classpath.txt" ] || skip "needs the tests' classes (mvn verify)"
  classpath=$root/integration-tests/target/test-classes:$(cat "$root/integration-tests/target/classpath.txt")
fi
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java
if [ $# -eq 0 ]; then
  mapfile -t captures < <(awk -F '\t' 'NR > 1 && /core/ {print $1}' "$shared/captures/INDEX.tsv" 2>/dev/null |
    while read -r name; do [ -f "$shared/captures/$name" ] && echo "$shared/captures/$name"; done | head -n 200)
  set -- "${captures[@]}"
  [ $# -gt 0 ] || skip "needs captures"
fi

work=$(mktemp -d)
pids=()
finish() {
  code=$?
  trap - EXIT
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT

mkdir "$work/nf"
nfcapd -b 127.0.0.1 -p "$port" -w "$work/nf" -t 3600 -B 4000000 >"$work/nfcapd.log" 2>&1 &
nfcapd=$!
pids+=("$nfcapd")
tshark -q -i lo -B 64 -f "udp dst port $port" -w "$work/ipfix.pcap" 2>"$work/tshark.log" &
tshark=$!
pids+=("$tshark")
for _ in $(seq 300); do
  grep -q '^Capturing' "$work/tshark.log" && break
  sleep 0.1
done
sleep 2

echo "== exporting $# captures"
"$java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$classpath" io.sluice.it.export.ExportMain "$work" "$port" "$@" 2>"$work/export.log" >"$work/ours.json" ||
  { tail -n 20 "$work/export.log" >&2; exit 1; }
sleep 2
kill -TERM "$nfcapd"
wait "$nfcapd" || true
kill -INT "$tshark"
wait "$tshark" || true
pids=()
echo "ours    $(cat "$work/ours.json")"

nfdump -R "$work/nf" -N 2>/dev/null | grep '^Summary' >"$work/nfdump.txt" || { cat "$work/nfcapd.log" >&2; exit 1; }
echo "nfdump  $(cat "$work/nfdump.txt")"
cflow=(tshark -r "$work/ipfix.pcap" -d "udp.port==$port,cflow")
"${cflow[@]}" -T fields -e cflow.packets -e cflow.octets -E occurrence=a >"$work/cflow.tsv" 2>/dev/null
bad=$("${cflow[@]}" -Y '_ws.malformed || _ws.expert' 2>/dev/null | tee "$work/bad.txt" | wc -l)
echo "tshark  $(wc -l <"$work/cflow.tsv") messages, $bad of them malformed or with an expert's remark"
[ "$bad" -eq 0 ] || head -n 5 "$work/bad.txt" >&2
cp "$root"/integration-tests/export/{package.json,package-lock.json,parquet.mjs} "$work"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund >"$work/npm.log" 2>&1 ||
  { cat "$work/npm.log" >&2; exit 1; }
node "$work/parquet.mjs" "$work/mailbox/lake/flows" >"$work/parquet.json"
echo "parquet $(cat "$work/parquet.json")"

python3 - "$work" "$bad" <<'PYTHON'
import json, re, sys
work, bad = sys.argv[1], int(sys.argv[2])
ours = json.load(open(work + "/ours.json"))
parquet = json.load(open(work + "/parquet.json"))
summary = dict(re.findall(r"total (\w+): (\d+)", open(work + "/nfdump.txt").read()))
wrong = []
def same(what, theirs, mine):
    if int(theirs) != mine:
        wrong.append(f"{what}: {theirs}, and ours is {mine}")
same("dropped", ours["dropped"], 0)
same("IPFIX messages failed", ours["ipfixFailed"], 0)
# A report that adds nothing is not told to collectors
same("nfdump's flows", summary["flows"], ours["ipfix"])
same("nfdump's packets", summary["packets"], ours["packets"])
same("nfdump's bytes", summary["bytes"], ours["bytes"])
for key in ("records", "flows", "packets", "bytes"):
    same("the Parquet's " + key, parquet[key], ours[key])
same("the Parquet's packets of ended flows", parquet["packetsOfEnded"], ours["packets"])
same("uploaded", ours["uploaded"], ours["records"])
cflow = [[sum(map(int, field.split(",") if field else [])) for field in line.rstrip("\n").split("\t")]
         for line in open(work + "/cflow.tsv")]
same("tshark's packets", sum(row[0] for row in cflow), ours["packets"])
same("tshark's bytes", sum(row[1] for row in cflow), ours["bytes"])
log = open(work + "/nfcapd.log").read()
for trouble in ("Sequence Errors", "Bad Packets"):
    same("nfcapd's " + trouble, re.search(trouble + r": (\d+)", log).group(1), 0)
same("malformed or remarked messages", bad, 0)
for each in wrong:
    print("WRONG", each)
sys.exit(1 if wrong else 0)
PYTHON
echo "all of them count what we counted"
