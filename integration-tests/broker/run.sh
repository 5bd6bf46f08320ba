#!/bin/bash
# The broker of the appliance of the bundle, judged from outside. A mirror session's packets go in;
# what each tool gets is taken by tcpdump, on the kernel's own VXLAN devices where the tool has one.
# What it should have got is what `tcpdump -r` finds in the same packets by the same filter.
#
#   source ns                  appliance ns                       tool namespaces
#   source.py == VXLAN 7 ==> bin/appliance == VXLAN 77, 78 ==> one, two, three: vxlan devices
#                                          == GENEVE, GRE, ERSPAN ==> four: tshark
#
# Then tools fail under a steady load: one stops reading, one vanishes, one comes back, while the
# figures of the others stay as they were.
#
# usage: run.sh [BUNDLE.tar.gz]     (as root; exit 0 passed, 1 failed, 77 skipped)
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
bundle=${1:-$(ls "$here"/../../appliance/node/target/appliance-*.tar.gz 2>/dev/null | head -n 1)}

skip() {
  echo "SKIPPED: broker: $1" >&2
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root for network namespaces"
for tool in ip tcpdump tshark curl python3 tar timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -f "$bundle" ] || skip "needs the appliance's bundle (mvn package): '$bundle' is not there"

work=$(mktemp -d)
prefix=sluice-broker$$
appliance=$prefix-a
names=(source one two three four)
pids=()

clean() {
  status=$?
  set +e
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
  wait 2>/dev/null
  for ns in "$appliance" "${names[@]/#/$prefix-}"; do ip netns delete "$ns" 2>/dev/null; done
  if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
    echo "--- the appliance's log:" >&2
    tail -n 20 "$work/appliance.log" >&2
  fi
  rm -rf "$work"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT TERM

in_ns() {
  local ns=$1
  shift
  ip netns exec "$prefix-$ns" "$@"
}

# until_true SECONDS COMMAND...
until_true() {
  local tries=$(($1 * 5))
  shift
  for ((i = 0; i < tries; i++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.2
  done
  return 1
}

failed=0
# row WHAT EXPECTED SEEN
row() {
  local verdict=ok
  [ "$2" = "$3" ] || { verdict=FAILED; failed=1; }
  printf '%-64s %16s %16s  %s\n' "$1" "$2" "$3" "$verdict"
}

for ns in "$appliance" "${names[@]/#/$prefix-}"; do
  ip netns add "$ns" || skip "network namespaces cannot be made here"
  # No router solicitations or the like between the counted packets
  ip netns exec "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  ip netns exec "$ns" ip link set lo up
done
# Name number i is 10.8.i.2 behind the appliance's 10.8.i.1
for i in "${!names[@]}"; do
  name=${names[$i]}
  ip link add "a$i" netns "$appliance" type veth peer name e0 netns "$prefix-$name"
  in_ns "$name" ip addr add "10.8.$i.2/24" dev e0
  ip netns exec "$appliance" ip addr add "10.8.$i.1/24" dev "a$i"
  ip netns exec "$appliance" python3 "$here/../kernel/offloads-off.py" "a$i"
  ip netns exec "$appliance" ip link set "a$i" mtu 9000 up
  in_ns "$name" python3 "$here/../kernel/offloads-off.py" e0
  in_ns "$name" ip link set e0 mtu 9000 up
  in_ns "$name" ip route add default via "10.8.$i.1"
done

# device NS VNI: the kernel's own end of a tunnel
device() {
  in_ns "$1" ip link add tap0 type vxlan id "$2" dstport 4789 dev e0 nolearning || skip "the kernel has no vxlan"
  in_ns "$1" ip link set tap0 mtu 8900 promisc on up
}
device one 77
device two 77
device three 78

tar -xzf "$bundle" -C "$work"
mkdir -p "$work/mailbox/config"
mirror='{"encapsulation":"vxlan","vni":7,"port":4789}'
keep='{"filter":"","slice":128,"bytes":200000000,"seconds":3600,"offload":false}'
cat >"$work/boot.json" <<BOOT
{"blueprint":"broker-test",
 "mailbox":{"type":"azure-blob","url":"http://127.0.0.1:8099/mailbox","clientId":"none"},
 "mirror":$mirror,
 "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":2}}
BOOT
# config TOOL...: with these tools, and a capture beside them
config() {
  local IFS=,
  printf 'blueprint: broker-test\nmirror: %s\ncapture: %s\ntools: [%s]\n' "$mirror" "$keep" "$*" >"$work/config.next"
  mv "$work/config.next" "$work/mailbox/config/appliance.yaml"
}
# tool NAME FILTER KIND TARGETS [KEY VALUE]...: a tool's document, the rest of its keys at rest
tool() {
  python3 - "$@" <<'PY'
import json, sys
name, filter, kind, targets, *more = sys.argv[1:]
tool = {"name": name, "filter": filter, "replicate": [], "balance": [], "slice": 0, "mask": [], "sample": 1, "strip": [], "bitsPerSecond": 0}
tool[kind] = targets.split()
for key, value in zip(more[::2], more[1::2]):
    tool[key] = json.loads(value)
print(json.dumps(tool), end="")
PY
}
metrics() { ip netns exec "$appliance" curl -sf --max-time 5 http://127.0.0.1:9464/metrics >"$work/metrics"; }
# figure METRIC TOOL: e.g. figure sent_packets ids
figure() { awk -v n="sluice_tool_$1_total{tool=\"$2\"" 'index($1, n) == 1 {sum += $2} END {printf "%d", sum}' "$work/metrics"; }
drops() { awk -v n="sluice_tool_drop_packets_total{tool=\"$1\",reason=\"$2\"" 'index($1, n) == 1 {sum += $2} END {printf "%d", sum}' "$work/metrics"; }
knows() { metrics && grep -q "sluice_tool_seen_packets_total{tool=\"$1\"}" "$work/metrics"; }
targets_up() { metrics && [ "$(grep -c "sluice_tool_target_up{tool=\"$1\".* 1" "$work/metrics")" = "$2" ]; }
is_quiet() { metrics && [ "$(awk '/^sluice_tool_queued_packets/ {n += $2} END {print n + 0}' "$work/metrics")" = 0 ]; }

# capture NS DEVICE FILE [FILTER]
capture() {
  ip netns exec "$prefix-$1" tcpdump -Z root -n -p -s 0 -B 65536 -U -i "$2" -w "$work/$3.pcap" ${4:+"$4"} 2>"$work/$3.tcpdump" &
  pids+=($!)
  captures+=($!)
  until_true 10 grep -q listening "$work/$3.tcpdump"
}
captures=()
# When the files have stopped growing
stop_captures() {
  local size=-1
  until_true 30 is_quiet || true
  while [ "$size" != "$(cat "$work"/*.pcap | wc -c)" ]; do
    size=$(cat "$work"/*.pcap | wc -c)
    sleep 1
  done
  kill "${captures[@]}" 2>/dev/null || true
  wait "${captures[@]}" 2>/dev/null || true
  captures=()
}
# wanted FILTER: what libpcap finds among what was sent
wanted() { tcpdump -n -r "$work/sent.pcap" -w "$work/wanted.pcap" "$@" 2>/dev/null; }
# same FILE[,FILE] [CHANGE...]
same() {
  local files=${1//,/.pcap,$work/}
  python3 "$here/frames.py" same "$work/$files.pcap" "$work/wanted.pcap" "${@:2}"
}
count() { python3 "$here/frames.py" count "$work/$1.pcap"; }

. "$here/shapes.sh"
. "$here/faults.sh"

config "$(tool idle 'vni 1' replicate 'vxlan://10.8.1.2?vni=99')"
ip netns exec "$appliance" python3 "$here/../kernel/mailbox.py" 127.0.0.1 8099 "$work/mailbox" &
pids+=($!)
AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:8099 \
  ip netns exec "$appliance" "$work/appliance/bin/appliance" run --boot "$work/boot.json" \
  --drain 0 --state "$work/state" >"$work/appliance.log" 2>&1 &
pids+=($!)
until_true 90 knows idle || { echo "FAILED: the appliance does not serve its tools after 90 s" >&2; exit 1; }

shapes
faults

printf '\n'
if [ "$failed" -ne 0 ]; then
  echo "FAILED" >&2
  exit 1
fi
echo "PASSED"
