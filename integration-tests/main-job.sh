#!/bin/sh
# The main job in the sandbox, from source to packets and back: build, apply, traffic, apply again,
# status, destroy, stop. Ends with a sentence when all of it held; stops at the first thing that does
# not. Needs Linux, a JDK 25 and Maven, no account and no root. Arguments go to Maven (-o works
# offline).
set -eu
cd "$(dirname "$0")/.."

blueprint=blueprints/azure-gateway.yaml
orchestrator=orchestrator/cli/target/sluice/bin/orchestrator

# A sandbox of its own: whatever else runs on this machine is left alone.
state=$(mktemp -d "${TMPDIR:-/tmp}/sluice-main-job.XXXXXX")
export SLUICE_SANDBOX_DIR="$state/sandbox"
finish() {
  code=$?
  trap - EXIT
  if [ -x "$orchestrator" ]; then
    "$orchestrator" sandbox stop -q || code=1
  fi
  if [ "$code" -eq 0 ]; then
    rm -rf "$state"
    echo "The main job held, and nothing is left running."
  else
    echo "The main job failed; the sandbox's folder is kept: $state" >&2
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() {
  printf '\n== %s\n' "$*"
  "$@"
}

step mvn -q -B "$@" -DskipTests package
step "$orchestrator" validate "$blueprint"
step "$orchestrator" apply "$blueprint" --sandbox --auto-approve
step "$orchestrator" status "$blueprint" --sandbox
step "$orchestrator" sandbox traffic --conversations 1000

printf '\n== %s\n' "$orchestrator apply $blueprint --sandbox --auto-approve (again)"
again=$("$orchestrator" apply "$blueprint" --sandbox --auto-approve)
echo "$again"
case $again in
  "No changes."*) ;;
  *)
    echo "error: The second apply changed something." >&2
    exit 1
    ;;
esac

step "$orchestrator" destroy "$blueprint" --sandbox --auto-approve
step "$orchestrator" sandbox stop
