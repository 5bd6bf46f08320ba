#!/bin/sh
# Fuzzes decoders, capture files, filters and the whole worker, each for so many seconds, guided by coverage:
#   mvn verify && integration-tests/fuzz/run.sh SECONDS [--keep] [TARGET...]
# Begins with seeds made here and with the corpus beside this script. An exception, an input that
# takes over ten seconds, or memory over 2 GiB ends it: the input then lies in
# integration-tests/target/fuzz/found, and the exit status is 1. With --keep, what was found worth
# keeping is minimized and replaces the corpus.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
. "$root/orchestrator/cli/target/sluice/libexec/find-java.sh"
find_java
seconds=${1:?usage: run.sh SECONDS [--keep] [TARGET...]}
shift
keep=
if [ "${1:-}" = --keep ]; then
  keep=yes
  shift
fi
[ $# -gt 0 ] || set -- DecoderFuzz TunnelFuzz CaptureFuzz WorkerFuzz FilterFuzz SegmentFuzz
corpus=$root/integration-tests/fuzz/corpus
work=$root/integration-tests/target/fuzz
classes="$root/integration-tests/target/test-classes:$(cat "$root/integration-tests/target/classpath.txt")"
mkdir -p "$work/found"
cd "$work"

run() {
  "$java" -XX:+UseSerialGC -Xmx768m --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -cp "$classes" "$@"
}

# Jazzer as a command of that name, because it starts itself again to merge. Only our own code is
# instrumented, and only for coverage: exceptions are what is looked for.
mkdir -p "$work/bin"
cat >"$work/bin/jazzer" <<EOF
#!/bin/sh
exec "$java" -XX:+UseSerialGC -Xmx768m --enable-native-access=ALL-UNNAMED \\
  --sun-misc-unsafe-memory-access=allow -cp "$classes" com.code_intelligence.jazzer.Jazzer \\
  --target_class="io.sluice.it.fuzz.\$FUZZ_TARGET" --instrumentation_includes='io.sluice.**' \\
  --disabled_hooks='*' --keep_going=1 --reproducer_path="$work/found" "\$@"
EOF
chmod +x "$work/bin/jazzer"
PATH=$work/bin:$PATH

fuzz() {
  export FUZZ_TARGET="$1"
  shift
  jazzer -artifact_prefix="$work/found/$FUZZ_TARGET-" \
    -max_len=4096 -timeout=10 -rss_limit_mb=2048 "$@"
}

# The fewest inputs that reach all that the inputs in these folders reach
keep() {
  target=$1
  shift
  rm -rf "$work/$target.kept"
  mkdir "$work/$target.kept"
  fuzz "$target" -set_cover_merge=1 "$work/$target.kept" "$@" >"$work/$target-merge.log" 2>&1
  run io.sluice.it.fuzz.Corpus pack "$work/$target.kept" "$corpus/$target.zip"
  echo "$target: $(ls "$work/$target.kept" | wc -l) inputs kept"
}

run io.sluice.it.fuzz.Seeds "$work/seeds"
status=0
for target in "$@"; do
  rm -rf "$work/$target.corpus"
  mkdir -p "$work/$target" "$work/$target.corpus"
  if [ -f "$corpus/$target.zip" ]; then
    run io.sluice.it.fuzz.Corpus unpack "$corpus/$target.zip" "$work/$target.corpus"
  fi
  set -- "$work/$target" "$work/$target.corpus" "$work/seeds/$target"
  log=$work/$target.log
  if fuzz "$target" -max_total_time="$seconds" "$@" >"$log" 2>&1; then
    echo "$target: $(grep '^Done' "$log"), no fault; the log is $log"
  else
    echo "$target: FAULT, see $log and $work/found" >&2
    grep -A 12 -m 1 -E '^== Java Exception|ERROR: libFuzzer' "$log" >&2 || tail -20 "$log" >&2
    status=1
  fi
  if [ -n "$keep" ]; then
    keep "$target" "$@"
  fi
done
exit $status
