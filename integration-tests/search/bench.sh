#!/bin/bash
# Searches of a capture store of BYTES (10 GB) beside tcpdump -r over the same files: one core, the same run, everything in
# memory. Selective ones are asked of a running appliance whose store this is, over its socket, everything in a process of
# its own; all are repeated, and the median of the later half counts.
#   mvn -DskipTests package && integration-tests/search/bench.sh      (exit 0 all bars met, 1 not, 77 skipped)
#   BYTES=10000000000  packet bytes of the store; fewer make a scan cheaper against what each search costs at the least
#   CAPTURE            the capture that is multiplied; without it ../analyze/capture.sh makes one of 1 GB
#   STORE              a store that is already there; without it one is made anew and removed
#   TURNS=200 WHOLE=3  searches of each selective kind, and of the one that matches everything
#   PART=32            segments that everything is copied of to a file: with the copy they must fit in memory
#   MARKED=40          packets that the appliance receives and that are looked for until they are found
#   CORE               the core, the last one if not said
# Where stenographer is installed, and root runs it, it is asked as well: stenographer.sh.
# tcpdump judges which packets are found, by their times and all their bytes; what is inside VXLAN and GENEVE tshark judges.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
bytes=${BYTES:-10000000000}
core=${CORE:-$(($(nproc) - 1))}

skip() {
  echo "SKIPPED: search: $1" >&2
  exit 77
}
for tool in tcpdump tshark capinfos taskset python3 tar; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
classes=${CLASSES:-$root/appliance/packet/target/classes}
[ -d "$classes" ] || skip "needs the classes (mvn package)"
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java

bundle=${BUNDLE:-$(ls "$root"/appliance/node/target/appliance-*.tar.gz 2>/dev/null | head -n 1)}
[ -f "$bundle" ] || skip "needs the appliance's bundle (mvn package)"

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-search.XXXXXX")
pids=()
clean() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap clean EXIT
chmod 755 "$work"
store=$(realpath -m "${STORE:-$work/state/capture}")
"${java}c" -nowarn -cp "$classes" -d "$work/classes" "$here"/*.java

ours() { taskset -c "$core" "$java" -Xmx512m --enable-native-access=ALL-UNNAMED -cp "$classes:$work/classes" "$@"; }
# The filter may be empty: no word of it is quoted
theirs() { taskset -c "$core" tcpdump -Z root -n -V "$list" -w "$@" 2>/dev/null; }

if [ ! -d "$store" ]; then
  if [ -z "${CAPTURE:-}" ]; then
    BYTES=1000000000 "$here/../analyze/capture.sh" "$work/captures" >&2 || skip "needs captures"
    CAPTURE=$work/captures/big.pcap
  fi
  ours StoreMaker "$CAPTURE" "$store" "$bytes"
fi
list=$work/list
ls "$store"/*.pcapng >"$list"
cat "$store"/* >/dev/null
middle=$(sed -n "$(($(wc -l <"$list") / 2 + 1))p" "$list")

# The time and all bytes of each packet, whatever the file's format. In microseconds: tcpdump 4.99 gives only the first
# file of -V in nanoseconds
packets() {
  tcpdump -Z root -n -tt -xx -r "$1" 2>/dev/null | sed -E 's/^([0-9]+\.[0-9]+) .*/\1/'
}
# Of lines, the one that comes closest to 40 times
usual() { sort | uniq -c | awk '{ d = $1 > 40 ? $1 - 40 : 40 - $1; if (!n || d < n) { n = d; $1 = ""; best = substr($0, 2) } } END { print best }'; }

# The appliance that has this store: one that a mirror session could send to
tar -xzf "$bundle" -C "$work"
mkdir -p "$work/mailbox/config" "$work/state"
[ "$store" = "$work/state/capture" ] || ln -s "$store" "$work/state/capture"
mirror='{"encapsulation":"vxlan","vni":7,"port":14789}'
cat >"$work/boot.json" <<BOOT
{"blueprint":"search","mailbox":{"type":"azure-blob","url":"http://127.0.0.1:18099/mailbox","clientId":"none"},
 "mirror":$mirror,"probe":{"port":18080,"path":"/health","intervalSeconds":5,"failAfter":2}}
BOOT
printf 'blueprint: search\nmirror: %s\ncapture: %s\n' "$mirror" \
  '{"filter":"","slice":0,"bytes":1000000000000,"seconds":864000,"offload":false}' >"$work/mailbox/config/appliance.yaml"
python3 "$here/../kernel/mailbox.py" 127.0.0.1 18099 "$work/mailbox" &
pids+=($!)
AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:18099 taskset -c "$core" "$work/appliance/bin/appliance" run \
  --boot "$work/boot.json" --address 127.0.0.1 --tier sockets --workers 1 --drain 0 --state "$work/state" >"$work/appliance.log" 2>&1 &
appliance=$!
pids+=("$appliance")
for ((i = 0; i < 300; i++)); do
  [ -S "$work/state/sluice.sock" ] && break
  sleep 0.2
done
[ -S "$work/state/sluice.sock" ] || { tail "$work/appliance.log" >&2; echo "FAILED: the appliance is not there" >&2; exit 1; }

failed=0
# row NAME BAR TURNS OUR-FILTER TCPDUMP-FILTER [TSHARK-FILTER]; of $store, which $list lists, to $to and $its
to=$work/ours.pcapng
its=$work/theirs.pcap
row() {
  local name=$1 bar=$2 turns=$3 line millis cpu count size their theircpu verdict=ok same
  if [ -n "$4" ]; then
    line=$(python3 "$here/ask.py" "$work/state/sluice.sock" "$appliance" "$4" "$to" "$turns")
  else
    line=$(ours SearchBench "$store" "$4" "$to" "$turns")
  fi
  read -r millis cpu count size <<<"$line"
  if [ -f "$to" ] && [ -z "$4" ]; then
    rm "$to" && sync
  fi
  TIMEFORMAT='%R %U %S'
  # shellcheck disable=SC2086
  { time theirs "$its" $5; } 2>"$work/time"
  read -r their theircpu < <(awk '{ printf "%.0f %.0f\n", $1 * 1000, ($2 + $3) * 1000 }' "$work/time")
  if [ ! -f "$its" ]; then
    same=-1
  elif [ -z "$4" ]; then
    same=$((24 + 16 * count + size == $(stat -c %s "$its")))
  else
    if [ -n "${6:-}" ]; then
      tshark -n -r "$work/theirs.pcap" -Y "$6" -F pcap -w "$work/judged.pcap" 2>/dev/null
      mv "$work/judged.pcap" "$work/theirs.pcap"
    fi
    same=$([ "$(packets "$work/ours.pcapng" | sha256sum)" = "$(packets "$work/theirs.pcap" | sha256sum)" ] && echo 1 || echo 0)
  fi
  local factor
  factor=$(awk -v t="$their" -v m="$millis" 'BEGIN { printf "%.1f", t / m }')
  if [ "$same" = 0 ] || awk -v f="$factor" -v b="$bar" 'BEGIN { exit !(f < b) }'; then
    failed=1
    verdict=FAILED
  fi
  printf '%-30s %9d %10.1f %10.1f %11d %10d %7sx %5sx  %-5s %s\n' "$name" "$count" "$millis" "$cpu" "$their" "$theircpu" "$factor" "$bar" \
    "$(case $same in 1) echo yes ;; 0) echo NO ;; *) echo - ;; esac)" "$verdict"
}

field() { tshark -n -r "$middle" -Y "$1" -T fields -E occurrence=l -e "$2" 2>/dev/null | cut -d, -f1 | usual; }
host=$(tcpdump -Z root -n -q -r "$middle" 'tcp and ip' 2>/dev/null | awk '{ print $3 }' | cut -d. -f1-4 | usual)
read -r a b <<<"$(tcpdump -Z root -n -q -r "$middle" 'tcp and ip' 2>/dev/null | awk '{ sub(":", "", $5); print $3, $5 }' | usual)"
tuple="tcp and host ${a%.*} and host ${b%.*} and port ${a##*.} and port ${b##*.}"
in_vxlan=$(field 'vxlan && ip' ip.src)
in_geneve=$(field 'geneve && ip' ip.src)
vni=$(field vxlan vxlan.vni)

echo "$(wc -l <"$list") segments; asked for: $host; $tuple; $in_vxlan in VXLAN; $in_geneve in GENEVE; VNI $vni"
printf '%-30s %9s %10s %10s %11s %10s %8s %6s  %-5s\n' search packets "ours ms" "its CPU" "tcpdump ms" "its CPU" faster bar same
row "one host" 100 "${TURNS:-200}" "host $host" "host $host"
row "one TCP connection" 100 "${TURNS:-200}" "$tuple" "$tuple"
row "an inner host in VXLAN" 100 "${TURNS:-200}" "udp port 4789 and inner host $in_vxlan" "udp port 4789" "vxlan && ip.addr == $in_vxlan"
row "an inner host in GENEVE" 100 "${TURNS:-200}" "udp port 6081 and inner host $in_geneve" "udp port 6081" \
  "geneve && ip.addr == $in_geneve"
row "one VNI" 100 "${TURNS:-200}" "vni $vni" "udp and (port 4789 or port 6081) and udp[12:4] & 0xffffff00 = $((vni * 256))"
row "nothing" 100 "${TURNS:-200}" "host 192.0.2.1 and port 7" "host 192.0.2.1 and port 7"
if command -v stenographer >/dev/null; then
  "$here/stenographer.sh" "$core" "$list" "host $host" "$tuple" || [ $? -eq 77 ] || failed=1
  cat "$store"/* >/dev/null
fi
rm -f "$to" "$its"
to=/dev/null its=/dev/null
row "everything, not kept" 1 "${WHOLE:-3}" "" ""
mkdir "$work/part"
sed -n "1,${PART:-32}p" "$list" | while read -r segment; do
  ln -s "$segment" "${segment%.pcapng}.idx" "$work/part/"
done
store=$work/part list=$work/part.list to=$work/ours.pcapng its=$work/theirs.pcap
ls "$store"/*.pcapng >"$list"
cat "$store"/* >/dev/null
sync
row "everything, to a file" 1 "${WHOLE:-3}" "" ""
told=$(python3 "$here/findable.py" "$work/state/sluice.sock" 14789 7 "${MARKED:-40}")
read -r median longest <<<"$told"
echo "a packet is found $median ms after it was sent to the appliance (the median), $longest ms at the latest; bar: 5000"
[ "$longest" -le 5000 ] || failed=1
if [ $failed -ne 0 ]; then
  echo FAILED
  exit 1
fi
echo PASSED
