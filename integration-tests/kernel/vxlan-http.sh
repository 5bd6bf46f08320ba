#!/bin/bash
# The kernel as judge: Linux's own VXLAN devices play the gateway load balancer, and a real HTTP
# client fetches a body from a real HTTP server through the appliance of the bundle.
#
#   client ns          gateway ns                                       server ns
#   curl 10.9.0.1 --- br-ext --- vxlan 901/10801 ~~+  +~~ vxlan 900/10800 --- br-int --- 10.9.0.2 http
#                                                  ~  ~
#                     10.8.0.1 === underlay ==== appliance ns 10.8.0.2: bin/appliance
#
# usage: vxlan-http.sh [TIER [BUNDLE.tar.gz]]     (as root; exit 0 passed, 1 failed, 77 skipped)
# TIER is what bin/appliance takes as --tier: auto (AF_XDP here), sockets, datagrams
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
tier=${1:-auto}
bundle=${2:-$(ls "$here"/../../appliance/node/target/appliance-*.tar.gz 2>/dev/null | head -n 1)}
body_bytes=10485760

skip() {
  echo "SKIPPED: vxlan-http: $1" >&2
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "needs root for network namespaces"
for tool in ip tcpdump tshark curl python3 tar sha256sum timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -f "$bundle" ] || skip "needs the appliance's bundle (mvn package): '$bundle' is not there"

work=$(mktemp -d)
prefix=sluice$$
client=$prefix-c gateway=$prefix-g appliance=$prefix-a server=$prefix-s
pids=()

clean() {
  status=$?
  set +e
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  for ns in "$client" "$gateway" "$appliance" "$server"; do ip netns delete "$ns" 2>/dev/null; done
  if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
    echo "--- the appliance's log:" >&2
    tail -n 20 "$work/appliance.log" >&2
  fi
  rm -rf "$work"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT TERM

# In the background `ip netns exec` stands by itself, so that $! is the command and not a subshell
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

for ns in "$client" "$gateway" "$appliance" "$server"; do
  ip netns add "$ns" || skip "network namespaces cannot be made here"
  # No router solicitations or the like between the counted packets
  in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  in_ns "$ns" ip link set lo up
done

# cable NAME NS ADDRESS GATEWAY_NAME MTU. Offloads off: user space reads these packets, so checksums
# must be whole and segments must be cut before they are wrapped.
cable() {
  ip link add "$1" netns "$2" type veth peer name "$4" netns "$gateway"
  [ -z "$3" ] || in_ns "$2" ip addr add "$3" dev "$1"
  for end in "$2 $1" "$gateway $4"; do
    # shellcheck disable=SC2086 # two words
    set -- "$1" "$2" "$3" "$4" "$5" $end
    in_ns "$6" python3 "$here/offloads-off.py" "$7"
    in_ns "$6" ip link set "$7" mtu "$5" up
  done
}
cable c0 "$client" 10.9.0.1/24 gc0 1500
cable s0 "$server" 10.9.0.2/24 gs0 1500
# 50 bytes of outer headers do not fit in 1500 (AZ-10)
cable a0 "$appliance" 10.8.0.2/24 ga0 1550
in_ns "$gateway" ip addr add 10.8.0.1/24 dev ga0

# tunnel DEVICE VNI PORT BRIDGE MEMBER
tunnel() {
  in_ns "$gateway" ip link add "$1" type vxlan id "$2" remote 10.8.0.2 dstport "$3" nolearning ||
    skip "the kernel has no vxlan"
  in_ns "$gateway" python3 "$here/offloads-off.py" "$1"
  # A bridge that snoops joins groups for itself, at a time of its own: no packet of ours
  in_ns "$gateway" ip link add "$4" type bridge stp_state 0 mcast_snooping 0 || skip "the kernel has no bridge"
  in_ns "$gateway" ip link set "$1" mtu 1500 master "$4" up
  in_ns "$gateway" ip link set "$5" master "$4"
  in_ns "$gateway" ip link set "$4" up
}
tunnel vxlan901 901 10801 br-ext gc0
tunnel vxlan900 900 10800 br-int gs0
for table in iptables ip6tables arptables; do
  in_ns "$gateway" sysctl -qw "net.bridge.bridge-nf-call-$table=0" 2>/dev/null || true
done

# The appliance, from its bundle, with a mailbox of its own
tar -xzf "$bundle" -C "$work"
mkdir -p "$work/mailbox/config" "$work/www"
tunnels='{"internal":{"vni":900,"port":10800},"external":{"vni":901,"port":10801}}'
printf 'blueprint: kernel-test\ntunnels: %s\n' "$tunnels" >"$work/mailbox/config/appliance.yaml"
cat >"$work/boot.json" <<BOOT
{"blueprint":"kernel-test",
 "mailbox":{"type":"azure-blob","url":"http://127.0.0.1:8099/mailbox","clientId":"none"},
 "tunnels":$tunnels,
 "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":2}}
BOOT
ip netns exec "$appliance" python3 "$here/mailbox.py" 127.0.0.1 8099 "$work/mailbox" &
pids+=($!)
AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:8099 \
  ip netns exec "$appliance" "$work/appliance/bin/appliance" run --boot "$work/boot.json" --drain 0 \
  --tier "$tier" >"$work/appliance.log" 2>&1 &
appliance_pid=$!
pids+=("$appliance_pid")

head -c "$body_bytes" /dev/urandom >"$work/www/body"
ip netns exec "$server" python3 -m http.server --bind 10.9.0.2 --directory "$work/www" 80 \
  >/dev/null 2>&1 &
pids+=($!)

# capture NS DEVICE FILE [FILTER]
capture() {
  ip netns exec "$1" tcpdump -Z root -n -p -s 0 -B 65536 -U -i "$2" -w "$work/$3.pcap" "${@:4}" \
    2>"$work/$3.tcpdump" &
  dumps+=($!)
  pids+=($!)
  until_true 10 grep -q listening "$work/$3.tcpdump"
}
dumps=()
# On the far end of the wire: what AF_XDP takes and sends, the near end's tcpdump never meets
capture "$gateway" ga0 underlay 'udp port 10800 or udp port 10801'
capture "$gateway" vxlan901 external
capture "$gateway" vxlan900 internal

until_true 30 in_ns "$gateway" curl -sf --max-time 2 http://10.8.0.2:8080/health ||
  { echo "FAILED: the appliance is not ready after 30 s" >&2; exit 1; }

# The judgement begins
http=$(in_ns "$client" curl -s --max-time 60 -o "$work/got" -w '%{http_code} %{time_total}' \
  http://10.9.0.2/body) || true
# No ARP refresh may slip in between the captures' end and the counters
in_ns "$client" ip link set c0 down
in_ns "$server" ip link set s0 down
sleep 1
for dump in "${dumps[@]}"; do kill -TERM "$dump"; done
for dump in "${dumps[@]}"; do wait "$dump" || true; done
in_ns "$appliance" curl -sf --max-time 5 http://127.0.0.1:9464/metrics >"$work/metrics"

counter() { awk -v name="$1" '$1 == name {print $2}' "$work/metrics"; }
# Each direction by itself, or tshark would see every inner TCP segment twice and call it names
tcpdump -n -r "$work/underlay.pcap" -w "$work/in.pcap" 'dst host 10.8.0.2' 2>/dev/null
tcpdump -n -r "$work/underlay.pcap" -w "$work/out.pcap" 'src host 10.8.0.2' 2>/dev/null
# One line a packet: protocols|malformed|checksum verdicts (0 is wrong)|source ports|port|vni|TCP's checksum|as it should be
for file in in out external internal; do
  timeout 120 tshark -n -r "$work/$file.pcap" -d udp.port==10800,vxlan -d udp.port==10801,vxlan \
    -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
    -T fields -E separator='|' -e frame.protocols -e _ws.malformed -e ip.checksum.status \
    -e tcp.checksum.status -e udp.checksum.status -e udp.srcport -e udp.dstport -e vxlan.vni \
    -e tcp.checksum -e tcp.checksum_calculated >"$work/$file.lines" 2>/dev/null
done
# seen FILE CONDITION: counts the packets for which an awk condition holds
seen() { awk -F'|' "$2 {n++} END {print n + 0}" "$work/$1.lines"; }
sum_of() { sha256sum "$1" 2>/dev/null | cut -d' ' -f1; }

failed=0
printf '\n%-58s %12s %12s\n' "what" "expected" "seen"
# row WHAT EXPECTED SEEN
row() {
  local verdict=ok
  [ "$2" = "$3" ] || { verdict=FAILED; failed=1; }
  printf '%-58s %12s %12s  %s\n' "$1" "$2" "$3" "$verdict"
}
row "HTTP status" 200 "${http%% *}"
row "body, bytes" "$body_bytes" "$(stat -c %s "$work/got" 2>/dev/null || echo 0)"
row "body, sha256 (first 12)" "$(sum_of "$work/www/body" | cut -c1-12)" \
  "$(sum_of "$work/got" | cut -c1-12)"
for file in underlay external internal; do
  row "$file: packets that tcpdump missed" 0 \
    "$(sed -n 's/^\([0-9]*\) packets\{0,1\} dropped by kernel.*/\1/p' "$work/$file.tcpdump")"
done
for file in in out external internal; do
  row "$file: packets that tshark calls malformed" 0 "$(seen $file '$2 != ""')"
  # Linux writes a TCP checksum of 0 as 0xffff (skb_checksum_help), which means the same; tshark calls it wrong
  row "$file: wrong checksums" 0 "$(seen $file '$3 $5 ~ /0|Bad/ || $4 ~ /0|Bad/ && $9 $10 != "0xffff0x0000"')"
done
for file in in out; do
  row "$file: packets that are VXLAN with an inner frame" "$(seen $file 1)" \
    "$(seen $file '$1 ~ /:udp:vxlan:eth:/')"
done
for tunnel in external:901:10801 internal:900:10800; do
  IFS=: read -r name vni port <<<"$tunnel"
  for way in in out; do
    row "$way $name: appliance's counter = tcpdump" \
      "$(seen $way "\$7 == $port && \$8 == $vni")" \
      "$(counter "sluice_${way}_packets_total{tunnel=\"$name\"}")"
  done
done
row "dropped by the appliance or its sockets" 0 \
  "$(awk '/^sluice_(drop_packets|kernel_drops)_total/ {sum += $2} END {print sum + 0}' "$work/metrics")"
row "frames on vxlan901 that are byte for byte on vxlan900" \
  $(timeout 60 python3 "$here/same-frames.py" "$work/external.pcap" "$work/internal.pcap")
row "the appliance sends from more than one port" yes \
  "$(cut -d'|' -f6 "$work/out.lines" | sort -u | awk 'END {print (NR > 1 ? "yes" : "no")}')"

kill -TERM "$appliance_pid"
exit_status=0
wait "$appliance_pid" || exit_status=$?
row "exit status after SIGTERM" 0 "$exit_status"
row "last status in the mailbox" draining \
  "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["state"])' \
    "$work/mailbox/status/kernel-test_0.json")"

printf '\n%s packets in, %s out on the underlay, body in %s s\n' "$(seen in 1)" "$(seen out 1)" "${http##* }"
if [ "$failed" -ne 0 ]; then
  echo "FAILED" >&2
  exit 1
fi
echo "PASSED"
