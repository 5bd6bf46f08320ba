#!/bin/bash
# Filters held against libpcap itself: the same programs, the same answers for the same packets, the
# same refusals; then whole files against tcpdump -r -w, and how quick both are.
#   mvn verify && integration-tests/filter/run.sh [EXPRESSIONS [SEED]]   (exit 0 passed, 1 failed, 77 skipped)
# Needs libpcap.so.0.8 (1.10), tcpdump, and captures in SLUICE_SHARED.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
shared=${SLUICE_SHARED:-$root/../shared}
expressions=${1:-30000}
seed=${2:-$RANDOM}

skip() {
  echo "SKIPPED: filter: $1" >&2
  exit 77
}
command -v tcpdump >/dev/null || skip "needs tcpdump"
ldconfig -p 2>/dev/null | grep -q 'libpcap\.so\.0\.8' || skip "needs libpcap.so.0.8"
[ -d "$shared/captures" ] || skip "needs captures in $shared"
classpath=${CLASSPATH_OF_TESTS:-}
if [ -z "$classpath" ]; then
  [ -f "$root/integration-tests/target/classpath.txt" ] || skip "needs the tests' classes (mvn verify)"
  classpath=$root/integration-tests/target/test-classes:$(cat "$root/integration-tests/target/classpath.txt")
fi
. "$root/orchestrator/cli/src/main/dist/libexec/find-java.sh"
find_java
judge() {
  local main=$1
  shift
  # We look no names up; libpcap does, and is not to wait for a server that answers
  RES_OPTIONS='timeout:1 attempts:1' "$java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
    -cp "$classpath" "io.sluice.it.filter.$main" "$@"
}

status=0
echo "== $expressions expressions, seed $seed, libpcap $(tcpdump --version 2>&1 | sed -n 's/^libpcap version //p')"
judge FilterJudge "$shared/captures" "$expressions" "$seed" || status=1
echo "== whole files"
captures=()
while read -r name; do
  [ -f "$shared/captures/$name" ] && captures+=("$shared/captures/$name")
done < <(awk -F '\t' 'NR > 1 && $7 == "Ethernet" && $4 <= 5000 {print $1}' "$shared/captures/INDEX.tsv" |
  awk -v seed="$seed" 'BEGIN {srand(seed)} {print rand() "\t" $0}' | sort -n | cut -f 2- | sed -n 1,150p)
judge TcpdumpJudge "$seed" "${captures[@]}" || status=1
echo "== speed"
judge FilterBench "$shared/captures"
if [ $status -eq 0 ]; then
  echo "PASSED: filters are libpcap's"
else
  echo "FAILED: filters differ from libpcap's"
fi
exit $status
