#!/bin/bash
# The fast tier (AF_XDP) of the appliance of the bundle, judged from outside: frames byte for byte,
# checksums by tshark, counters by tcpdump, what it leaves to the portable sockets, what it counts
# when it cannot keep up, and that nothing stays attached after kill -9.
#
#   gateway ns                         appliance ns
#   judge.py 10.8.0.1 === g0 veth a0 === 10.8.0.2 bin/appliance
#
# The gateway's device leaves outer checksums unfinished, as virtual devices do: a trap on purpose.
#
# usage: run.sh [BUNDLE.tar.gz]     (as root; exit 0 passed, 1 failed, 77 skipped)
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
bundle=${1:-$(ls "$here"/../../appliance/node/target/appliance-*.tar.gz 2>/dev/null | head -n 1)}

skip() {
  echo "SKIPPED: xdp: $1" >&2
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root for network namespaces and XDP"
for tool in ip tcpdump tshark curl python3 tar timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -f "$bundle" ] || skip "needs the appliance's bundle (mvn package): '$bundle' is not there"

work=$(mktemp -d)
gateway=sluice-xdp$$-g appliance=sluice-xdp$$-a
pids=()

clean() {
  status=$?
  set +e
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
  wait 2>/dev/null
  for ns in "$gateway" "$appliance"; do ip netns delete "$ns" 2>/dev/null; done
  if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
    echo "--- the appliance's log:" >&2
    tail -n 20 "$work"/appliance.log >&2
  fi
  rm -rf "$work"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT TERM

in_ns() { ip netns exec "$@"; }

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
  printf '%-62s %14s %14s  %s\n' "$1" "$2" "$3" "$verdict"
}

tar -xzf "$bundle" -C "$work"
mkdir -p "$work/mailbox/config"
tunnels='{"internal":{"vni":900,"port":10800},"external":{"vni":901,"port":10801}}'
printf 'blueprint: xdp-test\ntunnels: %s\n' "$tunnels" >"$work/mailbox/config/appliance.yaml"
cat >"$work/boot.json" <<BOOT
{"blueprint":"xdp-test",
 "mailbox":{"type":"azure-blob","url":"http://127.0.0.1:8099/mailbox","clientId":"none"},
 "tunnels":$tunnels,
 "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":2}}
BOOT

# network MTU QUEUES
network() {
  for ns in "$gateway" "$appliance"; do
    ip netns add "$ns" || skip "network namespaces cannot be made here"
    # No router solicitations or the like between the counted packets
    in_ns "$ns" sysctl -qw net.ipv6.conf.all.router_solicitations=0 net.ipv6.conf.default.router_solicitations=0
    in_ns "$ns" ip link set lo up
  done
  ip link add a0 netns "$appliance" numrxqueues "$2" numtxqueues "$2" type veth \
    peer name g0 netns "$gateway" numrxqueues "$2" numtxqueues "$2"
  in_ns "$gateway" ip link set g0 mtu "$1" up
  # The sockets' checksums shall be whole where tcpdump sees them
  in_ns "$appliance" python3 "$here/../kernel/offloads-off.py" a0
  in_ns "$appliance" ip link set a0 mtu "$1" up
  for side in "$gateway g0 1 a0 $appliance" "$appliance a0 2 g0 $gateway"; do
    read -r ns device host other other_ns <<<"$side"
    in_ns "$ns" ip addr add "10.8.0.$host/24" dev "$device"
    in_ns "$ns" ip addr add "fd00::$host/64" dev "$device" nodad
    mac=$(in_ns "$other_ns" cat "/sys/class/net/$other/address")
    in_ns "$ns" ip neigh replace "10.8.0.$((3 - host))" lladdr "$mac" dev "$device" nud permanent
    in_ns "$ns" ip neigh replace "fd00::$((3 - host))" lladdr "$mac" dev "$device" nud permanent
  done
}

# start ADDRESS WORKERS
start() {
  ip netns exec "$appliance" python3 "$here/../kernel/mailbox.py" 127.0.0.1 8099 "$work/mailbox" &
  pids+=($!)
  AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:8099 \
    ip netns exec "$appliance" "$work/appliance/bin/appliance" run --boot "$work/boot.json" \
    --drain 0 --address "$1" --workers "$2" >"$work/appliance.log" 2>&1 &
  appliance_pid=$!
  pids+=("$appliance_pid")
  local url="http://$1:8080/health"
  case "$1" in *:*) url="http://[$1]:8080/health" ;; esac
  until_true 60 in_ns "$gateway" curl -sf --max-time 2 "$url" ||
    { echo "FAILED: the appliance is not ready after 60 s" >&2; exit 1; }
}

stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
  pids=()
  for ns in "$gateway" "$appliance"; do ip netns delete "$ns"; done
}

metrics() { in_ns "$appliance" curl -sf --max-time 5 http://127.0.0.1:9464/metrics >"$work/metrics"; }
sum() { awk -v name="^$1" '$1 ~ name {sum += $2} END {print sum + 0}' "$work/metrics"; }
attached() { in_ns "$appliance" ip -d link show a0 | grep -c 'prog/xdp' || true; }

# judged NAME ADDRESS MTU QUEUES WORKERS MODE LARGE: a whole round with one appliance. LARGE is a
# frame's length that the fast tier leaves to the sockets
judged() {
  local name=$1 address=$2 mtu=$3 queues=$4 workers=$5 mode=$6 large=$7
  printf '\n%s\n' "$name"
  network "$mtu" "$queues"
  start "$address" "$workers"
  row "the log says so" 1 "$(grep -c "AF_XDP on a0, $queues queue.*$mode, copy mode" "$work/appliance.log")"
  row "programs attached" 1 "$(attached)"

  ip netns exec "$gateway" tcpdump -Z root -n -p -s 0 -B 65536 -U -i g0 -w "$work/wire.pcap" \
    'udp port 10800 or udp port 10801 or ip[6:2] & 0x1fff != 0 or ip6[6] == 44' 2>"$work/tcpdump" &
  dump=$!
  pids+=("$dump")
  until_true 10 grep -q listening "$work/tcpdump"
  local before_sockets after_sockets
  row "frames back byte for byte, wrong, lost" "400 0 0" \
    "$(in_ns "$gateway" timeout 60 python3 "$here/judge.py" "$address" 400 60 64 65 512 1400 | tee "$work/ports" | cut -d' ' -f1-3)"
  row "each flow has a source port of its own, or nearly" yes \
    "$(awk '{print ($4 > 350 ? "yes" : $4)}' "$work/ports")"
  before_sockets=$(in_ns "$appliance" awk '/^Udp6?InDatagrams|^Udp: [0-9]/ {n += $2} END {print n}' \
    /proc/net/snmp /proc/net/snmp6)
  row "large or fragmented: by the portable sockets" "20 0 0" \
    "$(in_ns "$gateway" timeout 60 python3 "$here/judge.py" "$address" 20 "$large" | cut -d' ' -f1-3)"
  after_sockets=$(in_ns "$appliance" awk '/^Udp6?InDatagrams|^Udp: [0-9]/ {n += $2} END {print n}' \
    /proc/net/snmp /proc/net/snmp6)
  row "of these the kernel's UDP received" 20 "$((after_sockets - before_sockets))"

  # tcpdump is behind on a busy machine
  local size=-1
  while [ "$size" != "$(stat -c %s "$work/wire.pcap")" ]; do
    size=$(stat -c %s "$work/wire.pcap")
    sleep 1
  done
  kill -TERM "$dump" && wait "$dump" || true
  row "packets that tcpdump missed" 0 \
    "$(sed -n 's/^\([0-9]*\) packets\{0,1\} dropped by kernel.*/\1/p' "$work/tcpdump")"
  metrics
  # Datagrams on the wire, put together again: sender|checksums (1 is right)|hop limit; the first of
  # each field is the outer one, but that IPv4's are the inner ones where the outer IP is 6
  timeout 60 tshark -n -r "$work/wire.pcap" -d udp.port==10800,vxlan -d udp.port==10801,vxlan \
    -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -Y 'vxlan' -T fields -E separator='|' -E occurrence=f \
    -e eth.src -e ip.checksum.status -e udp.checksum.status -e ip.ttl -e ipv6.hlim >"$work/lines" 2>/dev/null
  local mac
  mac=$(in_ns "$appliance" cat /sys/class/net/a0/address)
  row "in: the appliance's counter = tcpdump" "$(awk -F'|' -v m="$mac" '$1 != m' "$work/lines" | wc -l)" \
    "$(sum sluice_in_packets_total)"
  row "out: the appliance's counter = tcpdump" "$(awk -F'|' -v m="$mac" '$1 == m' "$work/lines" | wc -l)" \
    "$(sum sluice_out_packets_total)"
  row "out: wrong IP or UDP checksums" 0 \
    "$(awk -F'|' -v m="$mac" '$1 == m && (($5 == "" && $2 != "1") || $3 != "1")' "$work/lines" | wc -l)"
  row "out: hop limits other than 64" 0 \
    "$(awk -F'|' -v m="$mac" '$1 == m && ($5 == "" ? $4 : $5) != "64"' "$work/lines" | wc -l)"
  row "dropped by the appliance or the kernel" 0 "$(($(sum sluice_drop_packets_total) + $(sum sluice_kernel_drops_total)))"

  # More than the memory's frames while nobody reads
  local flood=12000 in
  in=$(sum sluice_in_packets_total)
  kill -STOP "$appliance_pid"
  in_ns "$gateway" timeout 60 python3 "$here/judge.py" "$address" "$flood" 200 --blind >/dev/null
  kill -CONT "$appliance_pid"
  sleep 2
  metrics
  row "stopped for a while: in + drops before reading" "$flood" \
    "$(($(sum sluice_in_packets_total) - in + $(sum sluice_kernel_drops_total)))"
  row "stopped for a while: something was dropped" yes \
    "$([ "$(sum sluice_kernel_drops_total)" -gt 0 ] && echo yes || echo no)"
  row "in = out + drops" "$(sum sluice_in_packets_total)" \
    "$(($(sum sluice_out_packets_total) + $(sum sluice_drop_packets_total)))"

  kill -9 "$appliance_pid"
  wait "$appliance_pid" 2>/dev/null || true
  row "after kill -9: programs attached" 0 "$(attached)"
  stop
}

judged "In the driver, IPv4, one queue, one worker" 10.8.0.2 1550 1 1 "XDP in the driver" 1700
judged "In the driver, IPv6, two queues, two workers" fd00::2 1600 2 2 "XDP in the driver" 1700
# A veth whose peer has jumbo frames takes no program in the driver
judged "Generic, IPv4, jumbo frames, two queues, two workers" 10.8.0.2 9000 2 2 "generic XDP" 5000

printf '\n'
if [ "$failed" -ne 0 ]; then
  echo "FAILED" >&2
  exit 1
fi
echo "PASSED"
