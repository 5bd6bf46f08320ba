#!/bin/bash
# The speed of `appliance analyze` on a capture of BYTES (10 GB), beside argus, tcptrace, softflowd and tshark:
# one core, the same run, taking turns, medians. Then what a packet of a one-sided stream costs.
#
# bench.sh [path of bin/appliance]
#   BYTES=10000000000 of the capture; of a smaller one five seconds of start-up and compiling are more
#   BENCH_CAPTURES   folder where the captures are kept (three times as much); without it they are made anew and removed
#   RUNS=3           turns
#   CORE             the core, the last one if not said
#   TSHARK_PACKETS   how many packets tshark reads, once: 2800000, which are 1 GB
#   LIMIT=600        seconds that one run may take
# Needs Linux; installs what is missing with apt-get when run by root.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
appliance=${1:-$(ls "$here"/../../appliance/node/target/appliance-*/appliance/bin/appliance 2>/dev/null | head -n 1)}
runs=${RUNS:-3}
core=${CORE:-$(($(nproc) - 1))}
part=${TSHARK_PACKETS:-2800000}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sluice-bench.XXXXXX")
captures=${BENCH_CAPTURES:-$scratch}
trap 'rm -rf "$scratch"' EXIT
export SLUICE_JAVA_OPTS="${SLUICE_JAVA_OPTS:-} -Xmx512m -Xlog:gc:file=$scratch/gc.log"

[ -x "$appliance" ] || { echo "No command at $appliance: build first, or name it" >&2; exit 1; }

install() {
  local missing=() pair
  for pair in argus:argus-server tcptrace:tcptrace softflowd:softflowd tshark:tshark capinfos:wireshark-common; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || { echo "Please install: ${missing[*]}" >&2; exit 1; }
  apt-get install -y --no-install-recommends "${missing[@]}" >&2
}

packets() { capinfos -T -r -m -M -c "$1" 2>/dev/null | cut -d, -f2; }

limit=(timeout "${LIMIT:-600}")
ours() { "${limit[@]}" "$appliance" analyze --format tsv "$1"; }
run_sluice() { ours "$captures/big.pcap"; }
run_onesided() { ours "$captures/onesided.pcap"; }
run_argus() { "${limit[@]}" argus -F /dev/null -r "$captures/big.pcap" -w -; }
run_softflowd() { "${limit[@]}" softflowd -r "$captures/big.pcap" -p "$scratch/softflowd.pid" -c none; }
run_tcptrace() { "${limit[@]}" tcptrace -nlr "$captures/plain.pcap"; }
# Everything off that is not needed to judge TCP
run_tshark() {
  "${limit[@]}" tshark -n -q -c "$part" -r "$captures/big.pcap" -z conv,tcp \
    -o tcp.track_bytes_in_flight:FALSE -o tcp.desegment_tcp_streams:FALSE -o tcp.check_checksum:FALSE \
    -o ip.defragment:FALSE -o udp.check_checksum:FALSE -d tcp.port==0-65535,data -d udp.port==0-65535,data
}

file_of() {
  case $1 in
    tcptrace) echo "$captures/plain.pcap" ;;
    onesided) echo "$captures/onesided.pcap" ;;
    *) echo "$captures/big.pcap" ;;
  esac
}

# One run on the one core: a line of wall and CPU microseconds in the tool's list; a failure is said, not counted.
# From memory, not from the disk: the kernel may have given pages back since the file was read last, and whoever reads
# it first after that would pay for all.
measure() {
  local tool=$1
  cat "$(file_of "$tool")" >/dev/null
  taskset -cp "$core" "$BASHPID" >/dev/null
  TIMEFORMAT='%R %U %S'
  if { time "run_$tool" >/dev/null 2>"$scratch/$tool.err"; } 2>"$scratch/time"; then
    awk '{ printf "%d %d\n", $1 * 1e6, ($2 + $3) * 1e6 }' "$scratch/time" >>"$scratch/$tool.micros"
  else
    echo "$tool failed: $(tail -n 1 "$scratch/$tool.err")" >&2
  fi
}

# median COLUMN FILE; nothing where there is no file
median() {
  [ ! -f "$2" ] || awk -v c="$1" '{ print $c }' "$2" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

install
"$here/capture.sh" "$captures"
all=$(packets "$captures/big.pcap")
plain=$(packets "$captures/plain.pcap")
onesided=$(packets "$captures/onesided.pcap")
echo "big.pcap: $all packets, $(stat -c %s "$captures/big.pcap") bytes; plain.pcap: $plain; onesided.pcap: $onesided; core $core, $runs turns"

for ((turn = 0; turn < runs; turn++)); do
  for tool in sluice argus tcptrace softflowd onesided; do
    (measure "$tool")
    [ $tool = sluice ] && cat "$scratch/gc.log" >>"$scratch/heap.log"
  done
done
(measure tshark)

declare -A count=([sluice]=$all [argus]=$all [tcptrace]=$plain [softflowd]=$all [tshark]=$part [onesided]=$onesided)
declare -A note=([tcptrace]="unfragmented IPv4 TCP only" [tshark]="once, the first $part packets" [softflowd]="only counts" [onesided]="ours, one direction only")
declare -A bar=([argus]=2 [tcptrace]=2 [tshark]=10 [softflowd]=1)
declare -A wall cpu
for tool in sluice argus tcptrace softflowd tshark onesided; do
  wall[$tool]=$(median 1 "$scratch/$tool.micros")
  cpu[$tool]=$(median 2 "$scratch/$tool.micros")
done
# By the clock, and by the core's time, which other work on the machine disturbs less
printf '%-10s %12s %10s %9s %12s %9s\n' tool "packets/s" "ns/packet" "ours is" "by CPU time" "ours is"
for tool in sluice argus tcptrace softflowd tshark onesided; do
  if [ -z "${wall[$tool]}" ]; then
    printf '%-10s failed\n' "$tool"
    continue
  fi
  awk -v tool="$tool" -v n="${count[$tool]}" -v wall="${wall[$tool]}" -v cpu="${cpu[$tool]}" -v ours="${count[sluice]}" \
    -v ourwall="${wall[sluice]:-0}" -v ourcpu="${cpu[sluice]:-0}" -v bar="${bar[$tool]:-}" -v note="${note[$tool]:-}" '
    function against(mine, its) { return bar == "" || !mine ? "" : sprintf("%.2fx", (ours / mine) / (n / its)) }
    BEGIN {
      printf "%-10s %12d %10.0f %9s %12d %9s %s%s\n", tool, n * 1e6 / wall, wall * 1e3 / n, against(ourwall, wall),
        n * 1e6 / cpu, against(ourcpu, cpu), bar == "" ? "" : "(bar " bar "x" (tool == "softflowd" ? ", stretch" : "") ") ", note
    }'
done
if [ -n "${wall[sluice]}" ] && [ -n "${wall[onesided]}" ]; then
  awk -v n="$all" -v a="${wall[sluice]}" -v m="$onesided" -v o="${wall[onesided]}" \
    'BEGIN { printf "A packet of a one-sided stream costs %.2f of the average (bar: at most 2)\n", (o / m) / (a / n) }'
fi
awk '
  match($0, /[0-9]+M->[0-9]+M\([0-9]+M\)/) { split(substr($0, RSTART), m, /M/); if (m[1] + 0 > most) most = m[1] + 0 }
  END { print most ? "Heap: at most " most " MB in use, -Xmx512m" : "Heap: no collection was needed, -Xmx512m" }' "$scratch/heap.log"
