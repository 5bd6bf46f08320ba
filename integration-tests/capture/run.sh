#!/bin/bash
# Capture that is killed, whose power is cut, and whose disk is full: what was acknowledged as
# durable must be in the files, and capinfos and tshark must read every segment.
#   mvn verify && integration-tests/capture/run.sh      (exit 0 passed, 1 failed, 77 skipped)
# KILLS=200 and CUTS=20 say how often. Power cuts and full disks need root: the one takes an ext4 on a
# loop device, which is shut down without its log (EXT4_IOC_SHUTDOWN) while it is written to, the
# other a small tmpfs; both in a mount namespace of its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
kills=${KILLS:-200}
cuts=${CUTS:-20}
port=${CAPTURE_PORT:-17770}

skip() {
  echo "SKIPPED: capture: $1" >&2
  exit 77
}
for tool in capinfos tshark python3; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
classpath=${CLASSPATH_OF_TESTS:-}
if [ -z "$classpath" ]; then
  [ -f "$root/integration-tests/target/classpath.txt" ] || skip "needs the tests' classes (mvn verify)"
  classpath=$root/integration-tests/target/test-classes:$(cat "$root/integration-tests/target/classpath.txt")
fi
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java
if [ "$(id -u)" = 0 ] && [ -z "${CAPTURE_OWN_MOUNTS:-}" ] && command -v unshare >/dev/null; then
  CAPTURE_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "$@"
fi

work=$(mktemp -d)
finish() {
  code=$?
  trap - EXIT
  for mount in "$work"/disk "$work"/full; do
    mountpoint -q "$mount" && umount "$mount" || true
  done
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT

failed=0
row() {
  if [ "$2" = "$3" ]; then
    printf '  %-62s %s\n' "$1" "$3"
  else
    printf '  %-62s %s, expected %s  WRONG\n' "$1" "$3" "$2"
    failed=1
  fi
}
run() {
  "$java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$classpath" "$@"
}
value() { awk -v name="$1" '$1 == name {print $2}' "$2"; }
# Every segment of a directory by capinfos, some thirty by tshark too: files that capinfos refuses, the
# packets that it counts, and the packets that tshark sees otherwise
judged() {
  local files=("$1"/*.pcapng) bad packets other=0 i file n seen
  capinfos -M -c "${files[@]}" >"$work/capinfos.txt" 2>"$work/capinfos.err" || true
  packets=$(awk '/^Number of packets:/ {n += $4} END {print n + 0}' "$work/capinfos.txt")
  bad=$((${#files[@]} - $(grep -c '^Number of packets:' "$work/capinfos.txt")))
  for ((i = 0; i < ${#files[@]}; i += ${#files[@]} / 30 + 1)); do
    file=${files[$i]}
    n=$(capinfos -M -c "$file" | awk '/^Number of packets:/ {print $4}')
    seen=$(tshark -n -r "$file" -T fields -e frame.interface_name -e frame.time_epoch -e udp.dstport 2>>"$work/tshark.log" |
      awk -F'\t' '$1 == "mirror vni 77" && $2 > 1e9 && $3 == 443 {n++} END {print n + 0}')
    other=$((other + (n > seen ? n - seen : seen - n)))
  done
  echo "$bad $packets $other"
}

printf 'kill -9, %s times at random moments under load\n' "$kills"
mkdir "$work/killed"
run io.sluice.it.capture.KillMain "$work/killed/state" "$port" "$kills" >"$work/killed.txt" 2>"$work/killed.log" ||
  { tail -n 20 "$work/killed.log" >&2; failed=1; }
row "packets acknowledged" yes "$([ "$(value acknowledged "$work/killed.txt")" -gt "$((kills * 100))" ] && echo yes || echo no)"
echo "  ($(value acknowledged "$work/killed.txt") acknowledged, $(value stored "$work/killed.txt") stored)"
row "of these lost" 0 "$(value lost "$work/killed.txt")"
row "stores that would not open" 0 "$(value unopened "$work/killed.txt")"
row "packets not as sent, twice, or not found by a search" 0 "$(value wrong "$work/killed.txt")"
row "some kills left a segment without its index" yes \
  "$([ "$(value without-index "$work/killed.txt")" -gt 0 ] && echo yes || echo no)"
row "segments without an index after the last start" 0 "$(value left-unindexed "$work/killed.txt")"
stored=$(value stored "$work/killed.txt")
row "refused by capinfos; packets by capinfos; otherwise by tshark" "0 $stored 0" "$(judged "$work/killed/state/capture")"
rm -rf "$work/killed"

if [ "$(id -u)" != 0 ]; then
  echo "power cuts and full disks need root: left out"
elif ! command -v mkfs.ext4 >/dev/null || [ ! -e /dev/loop-control ]; then
  echo "power cuts need mkfs.ext4 and loop devices: left out"
else
  printf 'power cut, %s times (ext4 shut down without its log)\n' "$cuts"
  mkdir "$work/disk"
  truncate -s 1G "$work/disk.img"
  mkfs.ext4 -q -F "$work/disk.img"
  run io.sluice.it.capture.PowerMain "$work/disk.img" "$work/disk" "$port" "$cuts" "$here/cut-power.py" \
    >"$work/cut.txt" 2>"$work/cut.log" || { tail -n 20 "$work/cut.log" >&2; failed=1; }
  echo "  ($(value acknowledged "$work/cut.txt") acknowledged, $(value stored "$work/cut.txt") found)"
  row "packets acknowledged" yes "$([ "$(value acknowledged "$work/cut.txt")" -gt "$((cuts * 100))" ] && echo yes || echo no)"
  row "of these lost" 0 "$(value lost "$work/cut.txt")"
  row "stores that would not open" 0 "$(value unopened "$work/cut.txt")"
  row "packets not as sent, or twice" 0 "$(value wrong "$work/cut.txt")"
fi

if [ "$(id -u)" = 0 ]; then
  printf 'a disk that becomes full, and has room again\n'
  mkdir "$work/full"
  mount -t tmpfs -o size=48m tmpfs "$work/full"
  run io.sluice.it.capture.FullMain "$work/full" "$port" >"$work/full.txt" 2>"$work/full.log" ||
    { tail -n 20 "$work/full.log" >&2; failed=1; }
  row "the status says so" "a segment cannot be written: No space left on device" \
    "$(sed -n 's/^problem //p' "$work/full.txt")"
  row "received packets went on being counted" yes "$(value received-while-full "$work/full.txt")"
  row "packets that could not be written are counted" yes "$(value counted "$work/full.txt")"
  row "mended once there was room" yes "$(value mended "$work/full.txt")"
  row "captured = queue full + disk + durable, at the end" yes "$(value adds-up "$work/full.txt")"
  row "packets not as sent, or twice" 0 "$(value wrong "$work/full.txt")"
  stored=$(value durable "$work/full.txt")
  row "refused by capinfos; packets by capinfos; otherwise by tshark" "0 $stored 0" "$(judged "$work/full/state/capture")"
fi

printf '\n'
if [ "$failed" -ne 0 ]; then
  echo "FAILED" >&2
  exit 1
fi
echo "PASSED"
