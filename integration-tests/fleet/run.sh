#!/bin/bash
# A fleet in the sandbox is searched: what it gives is held against tcpdump's filters and tshark, also
# when an appliance is killed, and Wireshark's own dumpcap takes the fleet for an interface.
#   mvn -DskipTests package && integration-tests/fleet/run.sh      (exit 0 passed, 1 failed, 77 skipped)
# Needs tcpdump and tshark. The part with the extcap needs a user that is not root, or setpriv to be
# one: Wireshark takes no folder of extcaps from root.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
orchestrator=${ORCHESTRATOR:-$root/orchestrator/cli/target/sluice/bin/orchestrator}
conversations=${CONVERSATIONS:-300}

skip() {
  echo "SKIPPED: fleet: $1" >&2
  exit 77
}
for tool in tcpdump tshark capinfos; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -x "$orchestrator" ] || skip "needs a distribution (mvn -DskipTests package)"

work=$(mktemp -d)
chmod 755 "$work"
export SLUICE_SANDBOX_DIR=$work/sandbox
live=
finish() {
  code=$?
  trap - EXIT
  [ -z "$live" ] || kill "$live" 2>/dev/null || true
  "$orchestrator" sandbox stop >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT

failed=0
expect() { # what, expected, seen
  verdict=ok
  [ "$2" = "$3" ] || { verdict=FAILED; failed=1; }
  printf '%-62s %14s %14s  %s\n' "$1" "$2" "$3" "$verdict"
}
packets() { tshark -r "$1" 2>/dev/null | wc -l; }
text() { tcpdump -r "$1" --nano -ttxxn "${@:2}" 2>/dev/null; }
search() { # output, filter...
  local out=$1
  shift
  "$orchestrator" search "$work/web.yaml" "$@" --from -30m -o "$out" --sandbox -q >"$work/search.log" 2>&1
}
offloaded() { find "$SLUICE_SANDBOX_DIR/blob" -name 'capture*.pcapng' | wc -l; }

sed 's/^pipeline:.*//' "$root/blueprints/azure-gateway.yaml" | sed '/^pipeline:/,$d' >"$work/web.yaml"
printf 'pipeline:\n  capture: {keep: {size: 1 GB, age: 1h}, offload: true}\n' >>"$work/web.yaml"
echo "== a fleet of two that captures"
"$orchestrator" apply "$work/web.yaml" --sandbox --auto-approve -q >"$work/apply.log" 2>&1 ||
  { tail -n 20 "$work/apply.log" >&2; exit 1; }
"$orchestrator" sandbox traffic --conversations "$conversations" --payload 600 >"$work/traffic.log" ||
  { cat "$work/traffic.log" >&2; exit 1; }
seen=$(awk '$2 == "external" || $2 == "internal" {sum += $4} END {print sum}' "$work/traffic.log")

printf '%-62s %14s %14s\n' what expected seen
search "$work/all.pcapng" '' && code=0 || code=$?
expect "everything: exit code" 0 "$code"
expect "everything: packets, as the appliances counted them" "$seen" "$(packets "$work/all.pcapng")"
tshark -r "$work/all.pcapng" -T fields -e frame.time_epoch 2>/dev/null >"$work/times"
sort -c -n "$work/times" && order=0 || order=1
expect "everything: in time order" 0 "$order"
expect "everything: interfaces, two tunnels of two machines" 4 \
  "$(tshark -r "$work/all.pcapng" -T fields -e frame.interface_name 2>/dev/null | sort -u | wc -l)"
expect "everything: capinfos finds the file whole" 0 "$(capinfos "$work/all.pcapng" >/dev/null 2>&1; echo $?)"

while IFS= read -r filter; do
  search "$work/some.pcapng" "$filter" && code=0 || code=$?
  wanted=$(text "$work/all.pcapng" "$filter" | sha256sum | cut -c1-12)
  count=$(tcpdump -r "$work/all.pcapng" --count "$filter" 2>/dev/null | awk '{print $1}')
  expect "$filter ($count packets)" "0 $wanted" "$code $(text "$work/some.pcapng" | sha256sum | cut -c1-12)"
done <<'FILTERS'
tcp[tcpflags] & tcp-syn != 0
host 198.18.0.1
src host 198.18.0.1 and dst port 80
net 198.18.0.0/28 and not tcp[tcpflags] & (tcp-syn|tcp-fin) != 0
greater 200
udp
FILTERS

echo 198.18.0.1 >"$work/indicators.txt"
"$orchestrator" hunt "$work/web.yaml" "$work/indicators.txt" --sandbox --json >"$work/hunt.json" 2>/dev/null && code=0 || code=$?
expect "hunt: exit code and packets of 198.18.0.1" \
  "0 $(tcpdump -r "$work/all.pcapng" --count host 198.18.0.1 2>/dev/null | awk '{print $1}')" \
  "$code $(python3 -c 'import json,sys; print(sum(f["packets"] for f in json.load(open(sys.argv[1]))["findings"]))' "$work/hunt.json")"
"$orchestrator" capture keep "$work/web.yaml" --at -1m --before 5m --after 0s --why judge --sandbox >"$work/keep.log" 2>&1 && code=0 || code=$?
expect "capture keep: exit code, machines that keep a segment" "0 2" \
  "$code $(awk '$2 == "done" && $3 > 0' "$work/keep.log" | wc -l)"

run=()
if [ "$(id -u)" -eq 0 ]; then
  run=(setpriv --reuid=65534 --regid=65534 --clear-groups
    "--inh-caps=+dac_override,+dac_read_search,+kill" "--ambient-caps=+dac_override,+dac_read_search,+kill"
    env "HOME=$work/nobody")
fi
mkdir -m 777 "$work/nobody"
"$orchestrator" extcap --install "$work/extcap" >/dev/null
export WIRESHARK_EXTCAP_DIR=$work/extcap
if "${run[@]}" tshark -D 2>/dev/null | grep -q 'sluice (Sluice'; then
  "${run[@]}" tshark -i sluice -o "extcap.sluice.blueprint:$work/web.yaml" -o extcap.sluice.sandbox:true \
    -w "$work/nobody/live.pcapng" >"$work/live.log" 2>&1 &
  live=$!
  for _ in $(seq 120); do
    find "$SLUICE_SANDBOX_DIR/blob" -name 'search*answer.json' | grep -q . && break
    sleep 0.5
  done
  sleep 3
  "$orchestrator" sandbox traffic --conversations 50 >"$work/traffic2.log" || failed=1
  sent=$(awk '$2 == "external" || $2 == "internal" {sum += $4} END {print sum}' "$work/traffic2.log")
  for _ in $(seq 60); do
    [ "$(packets "$work/nobody/live.pcapng")" -ge "$sent" ] && break
    sleep 1
  done
  kill -INT "$live" && wait "$live" || true
  live=
  expect "extcap: packets in tshark, live" "$sent" "$(packets "$work/nobody/live.pcapng")"
  expect "extcap: complaints of tshark" 0 "$(grep -ci 'error' "$work/live.log" || true)"
else
  echo "extcap: left out, since tshark takes no extcap folder from this user"
  sent=0
fi

echo "== until what was captured lies in the mailbox, and an appliance is killed"
for _ in $(seq 150); do
  [ "$(offloaded)" -ge $((sent > 0 ? 4 : 2)) ] && break
  sleep 1
done
sleep 3
doomed=$(pgrep -f "$SLUICE_SANDBOX_DIR/machines/.*_0/" | head -n 1)
kill -9 "$doomed"
search "$work/after.pcapng" '' || true
expect "after a kill: packets" $((seen + sent)) "$(packets "$work/after.pcapng")"
for _ in $(seq 20); do
  left=$(find "$SLUICE_SANDBOX_DIR/blob" -name 'search*' ! -name 'search%2Frequests.json' | wc -l)
  [ "$left" -eq 0 ] && break
  sleep 1
done
expect "what is left of requests in the mailbox" 0 "$left"

[ "$failed" -eq 0 ] && echo PASSED || { echo FAILED; exit 1; }
