#!/bin/bash
# The same packets in stenographer's store, and how long it takes to find them there: its stenotype takes what tcpreplay sends of the
# segments in LIST, then stenographer is asked over HTTPS for each QUERY, ten times. Prints a row for each: the median's
# milliseconds, packets found. As root; bench.sh runs it where stenographer is installed.
#   stenographer.sh CORE LIST QUERY...
set -euo pipefail
core=$1 list=$2
shift 2
for tool in stenographer stenotype tcpreplay openssl curl capinfos ip; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: stenographer: needs $tool" >&2; exit 77; }
done
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: stenographer: needs root" >&2; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-steno.XXXXXX")
ns=sluice-steno$$
inside() { ip netns exec "$ns" "$@"; }
clean() {
  ip netns pids "$ns" 2>/dev/null | xargs -r kill -9
  ip netns delete "$ns" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM
ip netns add "$ns"
inside sysctl -qw net.ipv6.conf.default.disable_ipv6=1
inside ip link set lo up
inside ip link add out type veth peer name in
inside ip link set out mtu 65535 up
inside ip link set in mtu 65535 up

mkdir "$work/packets" "$work/index" "$work/certs"
certs=$work/certs
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj "/CN=127.0.0.1" -addext "subjectAltName=IP:127.0.0.1" \
  -keyout "$certs/ca_key.pem" -out "$certs/ca_cert.pem" 2>/dev/null
for who in server client; do
  openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" -keyout "$certs/${who}_key.pem" -out "$certs/$who.csr" 2>/dev/null
  openssl x509 -req -days 1 -in "$certs/$who.csr" -CA "$certs/ca_cert.pem" -CAkey "$certs/ca_key.pem" -CAcreateserial \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") -out "$certs/${who}_cert.pem" 2>/dev/null
done
cat >"$work/config" <<CONFIG
{"Threads": [{"PacketsDirectory": "$work/packets", "IndexDirectory": "$work/index", "DiskFreePercentage": 1, "MaxDirectoryFiles": 30000}],
 "StenotypePath": "$(command -v stenotype)", "Interface": "in", "Port": 1234, "Host": "127.0.0.1",
 "Flags": ["--seccomp=none", "--blocks=256", "--aiops=32", "--uid=root", "--gid=root", "--filesize_mb=64", "--fileage_sec=10", "--no_watchdogs"], "CertPath": "$certs"}
CONFIG
taskset -c "$core" ip netns exec "$ns" stenographer -config "$work/config" -syslog=false >"$work/log" 2>&1 &
sleep 3
xargs -a "$list" ip netns exec "$ns" tcpreplay -q --pps="${REPLAY:-120000}" -i out >"$work/replay" 2>&1 || { cat "$work/replay" >&2; exit 1; }
sleep 20 # until the last file is of age and has its index
echo "stenographer has $(du -sm "$work/packets" | cut -f1) MiB in $(ls "$work/packets" | wc -l) files; $(awk '/Successful packets/ { n += $3 } END { print n }' "$work/replay") packets were sent"
cat "$work"/packets/* >/dev/null
for query in "$@"; do
  for turn in 1 2 3 4 5 6 7 8 9 10; do
    inside curl -sf --cacert "$certs/ca_cert.pem" --cert "$certs/client_cert.pem" --key "$certs/client_key.pem" \
      -d "$query" https://127.0.0.1:1234/query >"$work/found.pcap" || { tail "$work/log" >&2; exit 1; }
  done
  # What it took by its own log, without curl and TLS
  grep -o 'Time:[0-9.]*[a-zµ]* ' "$work/log" | tail -n 10 | sed -E 's/Time:([0-9.]+)(.*) /\1 \2/' |
    awk '{ print $2 == "s" ? $1 * 1000 : $2 == "ms" ? $1 : $1 / 1000 }' | sort -n | awk 'NR == 6 { printf "%10.1f ms ", $1 }'
  echo "$(capinfos -M -c "$work/found.pcap" | awk '/packets/ { print $NF }') packets: $query"
done
