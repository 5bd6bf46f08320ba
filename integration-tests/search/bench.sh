#!/bin/bash
# Searches of a capture store of BYTES (10 GB) beside tcpdump over the same files: one core, the same run, all of it in memory.
# Ours are repeated in one process, as in an appliance that has been running, and the median of the later half counts.
#   mvn -DskipTests package && integration-tests/search/bench.sh      (exit 0 all bars met, 1 not, 77 skipped)
#   BYTES=10000000000  packet bytes of the store; fewer make a scan cheaper against what each search costs at the least
#   CAPTURE            the capture that is multiplied; without it ../analyze/capture.sh makes one of 1 GB
#   STORE              where the store is made, or is already; without it it is made anew and removed
#   TURNS=40           searches of each selective kind; WHOLE=3 for the one that matches everything
#   CORE               the core, the last one if not said
# tcpdump -r with the same filter is the judge of which packets are found, and tshark of the filters that look into tunnels.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
bytes=${BYTES:-10000000000}
turns=${TURNS:-40}
whole=${WHOLE:-3}
core=${CORE:-$(($(nproc) - 1))}

skip() {
  echo "SKIPPED: search: $1" >&2
  exit 77
}
for tool in tcpdump tshark python3 taskset; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
classes=${CLASSES:-$root/appliance/packet/target/classes}
[ -d "$classes" ] || skip "needs the classes (mvn package)"
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-search.XXXXXX")
trap 'rm -rf "$work"' EXIT
store=${STORE:-$work/store}
"${java%java}javac" -nowarn -cp "$classes" -d "$work/classes" "$here"/*.java

ours() { taskset -c "$core" "$java" -Xmx512m --enable-native-access=ALL-UNNAMED -cp "$classes:$work/classes" "$@"; }
theirs() { taskset -c "$core" tcpdump -Z root -n "$@"; }

if [ ! -d "$store" ]; then
  capture=${CAPTURE:-}
  if [ -z "$capture" ]; then
    BYTES=1000000000 "$here/../analyze/capture.sh" "$work/captures" >/dev/null || skip "needs captures"
    capture=$work/captures/big.pcap
  fi
  ours StoreMaker "$capture" "$store" "$bytes"
fi
ls "$store"/*.pcapng >"$work/list"
cat "$store"/* >/dev/null

# NAME, our filter, tcpdump's filter, tshark's where tcpdump has none, the factor to reach
rows=()
seen() { # what stands in the table
  rows+=("$1")
}
failed=0

# Seconds of a command with three digits; its output goes where it says
seconds() { python3 -c 'import subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(f"{time.monotonic() - start:.3f}")' "$@"; }

# One digest of times and bytes of all packets, whatever the file's format
digest() { tcpdump -Z root --time-stamp-precision=nano -n -tt -xx -r "$1" 2>/dev/null | grep -E '^([0-9]|\s+0x)' | sed -E 's/^([0-9]+\.[0-9]+).*/\1/' | sha256sum | cut -d' ' -f1; }

row() {
  local name=$1 filter=$2 judge=$3 bar=$4 count=$5
  local out=$work/ours.pcapng theirs=$work/theirs.pcap line millis packets time factor verdict=ok same=same
  line=$(ours SearchBench "$store" "$filter" "$out" "$count")
  millis=${line% *}
  packets=${line#* }
  time=$(seconds taskset -c "$core" tcpdump -Z root -n -V "$work/list" -w "$theirs" --time-stamp-precision=nano $judge)
  factor=$(awk -v t="$time" -v m="$millis" 'BEGIN { printf "%.1f", t * 1000 / m }')
  [ "$(digest "$out")" = "$(digest "$theirs")" ] || { same=OTHER; failed=1; verdict=FAILED; }
  awk -v f="$factor" -v b="$bar" 'BEGIN { exit !(f < b) }' && { failed=1; verdict=FAILED; }
  seen "$(printf '%-34s %10s %10.1f %10.0f %8sx %6s %7s  %s' "$name" "$packets" "$millis" "$(awk -v t="$time" 'BEGIN { print t * 1000 }')" "$factor" "$bar" "$same" "$verdict")"
}
