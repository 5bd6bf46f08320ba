# Part of run.sh: tools that stop reading, vanish and come back under a steady load.

rate=4000
seconds=8

# figures TOOL: copies that were to be sent, that were, and that were dropped
figures() {
  local dropped
  dropped=$(awk -v n="sluice_tool_drop_packets_total{tool=\"$1\"" 'index($1, n) == 1 {sum += $2} END {printf "%d", sum}' "$work/metrics")
  echo "$(figure copies "$1") $(figure sent_packets "$1") $dropped"
}
received() { in_ns "$1" cat /sys/class/net/tap0/statistics/rx_packets; }
taken_in() { awk '/^sluice_in_packets_total/ {n += $2} END {printf "%d", n}' "$work/metrics"; }
captured() { awk '/^sluice_capture_written_total/ {w = $2} /^sluice_capture_drop_/ {d += $2} END {printf "%d %d", w, d}' "$work/metrics"; }
has_captured() { metrics && [ "$(captured)" = "$1 0" ]; }
kernel_dropped() { awk '/^sluice_kernel_drops_total/ {n += $2} END {printf "%d", n}' "$work/metrics"; }

# phase NAME: a load; rows for those whom it must not touch; the differences of figures stay in
# sent_packets, group, slow
phase() {
  local name=$1 before_well before_device before_slow before_group before_in before_kernel before_captured
  metrics
  before_well=$(figures well)
  before_slow=$(figures slow)
  before_group=$(figures group)
  before_in=$(taken_in)
  before_kernel=$(kernel_dropped)
  before_device=$(received one)
  before_captured=$(captured)
  capture two tap0 "$name-two"
  capture three tap0 "$name-three"
  load=$(in_ns source timeout 120 python3 "$here/source.py" load 10.8.0.1 4789 7 "$rate" "$seconds")
  stop_captures
  metrics
  row "$name: the appliance takes in; its kernel drops" "$load 0" \
    "$(($(taken_in) - before_in)) $(($(kernel_dropped) - before_kernel))"
  # What is captured is written a little later
  local all=$((${before_captured% *} + load))
  until_true 10 has_captured "$all" || true
  row "$name: capture: written, dropped" "$all 0" "$(captured)"
  row "$name: the other tool: due, sent, dropped" "$load $load 0" "$(difference "$before_well" "$(figures well)")"
  row "$name: the other tool: what its kernel device has received" "$load" "$(($(received one) - before_device))"
  slow=$(difference "$before_slow" "$(figures slow)")
  group=$(difference "$before_group" "$(figures group)")
  row "$name: of all that is due to others, sent + dropped" "$load $load" \
    "$(echo "$slow" | awk '{print $2 + $3}') $(echo "$group" | awk '{print $2 + $3}')"
}
difference() { echo "$1 $2" | awk '{print $4 - $1, $5 - $2, $6 - $3}'; }

# answering NS: a port that takes connections
answering() {
  ip netns exec "$prefix-$1" python3 -c '
import socket
with socket.create_server(("0.0.0.0", 9000), backlog=64) as door:
    while True:
        door.accept()[0].close()' &
  pids+=($!)
}

faults() {
  printf '\nTools that fail, under %d packets a second\n' "$rate"
  answering two
  answering three
  ip netns exec "$prefix-four" python3 -c '
import socket
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("0.0.0.0", 6081))
while True:
    receiver.recv(65536)' &
  local reader=$! load slow group
  pids+=("$reader")
  config \
    "$(tool well tcp replicate 'vxlan://10.8.1.2?vni=77')" \
    "$(tool slow tcp replicate 'geneve://10.8.4.2?vni=5')" \
    "$(tool group tcp balance 'vxlan://10.8.2.2?vni=77 vxlan://10.8.3.2?vni=78' health '{"tcp": 9000, "intervalMillis": 500, "failAfter": 2}')"
  until_true 60 targets_up group 2 || { echo "FAILED: the config with the group is not taken" >&2; exit 1; }

  phase "all well"
  row "all well: the slow tool and the group: due, sent, dropped" "$load $load 0 $load $load 0" "$slow $group"
  cp "$work/all well-two.pcap" "$work/before-two.pcap"
  cp "$work/all well-three.pcap" "$work/before-three.pcap"

  # A receiver that reads no more, behind a link that is full, so that the appliance feels it
  kill -STOP "$reader"
  if ip netns exec "$appliance" tc qdisc add dev a4 root tbf rate 2mbit burst 20kb limit 40kb 2>/dev/null; then
    phase "one stops reading"
    row "one stops reading: it gets less, and what it does not is counted" yes \
      "$(echo "$slow" | awk '{print ($2 < $1 / 2 && $3 > $1 / 2) ? "yes" : $0}')"
    row "one stops reading: the group: due, sent, dropped" "$load $load 0" "$group"
    ip netns exec "$appliance" tc qdisc del dev a4 root
  else
    phase "one stops reading"
    printf '(the kernel has no token bucket filter: its link could not be filled)\n'
  fi
  kill -CONT "$reader"

  in_ns three ip link set e0 down
  until_true 30 targets_up group 1 || row "one vanishes: noticed within 30 s" yes no
  phase "one vanishes"
  row "one vanishes: the slow tool is well again: due, sent, dropped" "$load $load 0" "$slow"
  row "one vanishes: the group: due, sent, dropped" "$load $load 0" "$group"
  row "one vanishes: flows of the target that stays which it has lost" 0 \
    "$(python3 "$here/frames.py" moved "$work/before-two.pcap" "$work/one vanishes-two.pcap")"
  row "one vanishes: flows at the target that stays, all" 200 \
    "$(python3 "$here/frames.py" flows "$work/one vanishes-two.pcap" | cut -d' ' -f1)"

  in_ns three ip link set e0 up
  in_ns three ip route replace default via 10.8.3.1
  until_true 30 targets_up group 2 || row "it comes back: noticed within 30 s" yes no
  phase "it comes back"
  row "it comes back: the slow tool and the group: due, sent, dropped" "$load $load 0 $load $load 0" "$slow $group"
  row "it comes back: its flows that are not back, flows that are both's" "0 0" \
    "$(python3 "$here/frames.py" moved "$work/before-three.pcap" "$work/it comes back-three.pcap") $(python3 "$here/frames.py" flows \
      "$work/it comes back-two.pcap" "$work/it comes back-three.pcap" | cut -d' ' -f4)"

  phase_vanishing
}

# A target vanishes in the middle of the load: what was sent before it was noticed is lost on the
# way, but the other tool loses nothing, and everything is counted as sent or as dropped
phase_vanishing() {
  (sleep 3; ip netns exec "$prefix-three" ip link set e0 down) &
  phase "one vanishes under load"
}
