#!/bin/bash
# Makes the captures that bench.sh measures with, where they are not there yet:
#   big.pcap       at least BYTES (10 GB) of Ethernet: real captures moved into one hour, with addresses of their own in each copy
#   plain.pcap     its unfragmented IPv4 TCP, all that tcptrace reads without crashing
#   onesided.pcap  streams of 14,000 packets in one direction only
#
# capture.sh FOLDER    captures are taken from $SLUICE_SHARED/captures (its README.md has the recipe)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?capture.sh FOLDER}
shared=${SLUICE_SHARED:-$here/../../../shared}
corpus=$shared/captures
bytes=${BYTES:-10000000000}
mkdir -p "$folder"

need() {
  local missing=()
  command -v tcprewrite >/dev/null || missing+=(tcpreplay)
  command -v mergecap >/dev/null && command -v capinfos >/dev/null || missing+=(wireshark-common)
  command -v tcpdump >/dev/null || missing+=(tcpdump)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "Please install: ${missing[*]}" >&2
    exit 1
  fi
  apt-get install -y --no-install-recommends "${missing[@]}" >&2
}

# Ethernet with TCP, 60 packets and more, not fuzzed, all moved to start within one minute, one hour of it
hour() {
  local work=$1 file start count=0
  mkdir -p "$work/moved"
  local base=1700000000
  while IFS=$'\t' read -r file; do
    start=$(capinfos -T -r -m -a -S "$corpus/$file" 2>/dev/null | cut -d, -f2) || continue
    [[ $start =~ ^[0-9]+(\.[0-9]+)?$ ]] || continue
    local by
    by=$(awk -v s="$start" -v b="$base" -v n="$count" 'BEGIN { printf "%.6f", b + (n * 0.29) % 60 - s }')
    editcap -F pcap -t "$by" "$corpus/$file" "$work/moved/$count.pcap" 2>/dev/null || true
    count=$((count + 1))
  done < <(awk -F'\t' 'NR > 1 && $7 == "Ethernet" && $9 > 0 && $4 >= 60 && tolower($1) !~ /fuzz|crash/ { print $1 }' "$corpus/INDEX.tsv")
  find "$work/moved" -name '*.pcap' -size +24c -print0 | sort -z | xargs -0 mergecap -F pcap -w "$work/all.pcap"
  TZ=UTC editcap -F pcap -A "$(date -u -d "@$base" +'%F %T')" -B "$(date -u -d "@$((base + 3600))" +'%F %T')" "$work/all.pcap" "$work/hour.pcap"
  rm -rf "$work/moved" "$work/all.pcap"
}

big() {
  local work size copies k
  work=$(mktemp -d "$folder/work.XXXXXX")
  hour "$work"
  size=$(stat -c %s "$work/hour.pcap")
  copies=$(((bytes + size - 1) / size + 1))
  for ((k = 1; k <= copies; k++)); do
    tcprewrite --seed="$k" --infile="$work/hour.pcap" --outfile="$work/seed.pcap" >/dev/null 2>"$work/rewrite.log" || {
      cat "$work/rewrite.log" >&2
      exit 1
    }
    editcap -F pcap -t "$k" "$work/seed.pcap" "$work/copy$k.pcap"
  done
  rm "$work/seed.pcap"
  mergecap -F pcap -w "$work/big.pcap" "$work"/copy*.pcap
  mv "$work/big.pcap" "$folder/big.pcap"
  rm -rf "$work"
}

need
[ -f "$folder/big.pcap" ] || big
[ -f "$folder/plain.pcap" ] || {
  tcpdump -r "$folder/big.pcap" -w "$folder/plain.part" 'ip proto 6 and ip[6:2] & 0x3fff == 0' 2>/dev/null
  mv "$folder/plain.part" "$folder/plain.pcap"
}
[ -f "$folder/onesided.pcap" ] || {
  # As many packets as big.pcap has, so that starting up weighs the same
  packets=$(capinfos -T -r -m -M -c "$folder/big.pcap" | cut -d, -f2)
  "${JAVA:-java}" "$here/OneSided.java" "$folder/onesided.part" $((packets / 14000))
  mv "$folder/onesided.part" "$folder/onesided.pcap"
}
