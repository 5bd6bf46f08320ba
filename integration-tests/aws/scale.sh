#!/bin/bash
# How the work grows with the number of mirrored interfaces, in a sandbox of its own:
#   mvn package && integration-tests/aws/scale.sh [COUNT...]     (60 1000 5000 unless named)
# For each count: an apply, then a second apply that changes nothing: its API calls, by action, and
# its seconds. The sessions beyond the last count but one are made under a throttle of 20 calls/s.
# Exit 0 passed, 1 failed, 77 skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
orchestrator=$root/orchestrator/cli/target/sluice/bin/orchestrator
throttle=20

skip() {
  echo "SKIPPED: aws scale: $1" >&2
  exit 77
}
for tool in aws jq curl timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -x "$orchestrator" ] || skip "needs the distribution (mvn package)"
counts=("$@")
[ "${#counts[@]}" -gt 0 ] || counts=(60 1000 5000)

work=$(mktemp -d)
export SLUICE_SANDBOX_DIR="$work/sandbox"
finish() {
  code=$?
  trap - EXIT
  "$orchestrator" sandbox stop -q || code=1
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT

"$orchestrator" sandbox start
http=$(jq -r .http "$SLUICE_SANDBOX_DIR/sandbox.json")
token=$(jq -r .token "$SLUICE_SANDBOX_DIR/sandbox.json")
export AWS_ACCESS_KEY_ID=stranger AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=eu-west-1
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true
ask() { timeout 300 aws --endpoint-url "$http" --output json "$@"; }
control() { curl -fsS -X "$1" -H "Authorization: Bearer $token" "$http/sandbox/$2" ${3:+-d "$3"}; }
fail() {
  echo "FAILED: $1" >&2
  exit 1
}
now() { date +%s.%N; }

blueprint=$work/scale.yaml
sed 's/tags: {tier: web}/tags: {scale: "yes"}/; s/^blueprint: .*/blueprint: scale/' \
  "$root/blueprints/aws-mirror-netops.yaml" >"$blueprint"

standing=0
grow() {
  while [ "$standing" -lt "$1" ]; do
    local more=$(($1 - standing))
    [ "$more" -le 1000 ] || more=1000
    local subnet=subnet-0a1b2c3d4e5f60001
    [ $((standing / 1000 % 2)) -eq 0 ] || subnet=subnet-0a1b2c3d4e5f60002
    ask ec2 run-instances --image-id ami-0123456789abcdef0 --instance-type c5.large --count "$more" \
      --subnet-id "$subnet" \
      --tag-specifications 'ResourceType=instance,Tags=[{Key=scale,Value=yes}]' >/dev/null
    standing=$((standing + more))
  done
}

printf '%10s %10s %12s %10s %10s   %s\n' interfaces made "apply s" calls "no-op s" "calls by action (no-op)"
made=0
for i in "${!counts[@]}"; do
  count=${counts[$i]}
  grow "$count"
  last=$((i == ${#counts[@]} - 1 && i > 0))
  [ "$last" -eq 0 ] || control POST throttle "{\"callsPerSecond\": $throttle}" >/dev/null
  began=$(now)
  timeout 1800 "$orchestrator" apply "$blueprint" --sandbox --auto-approve --wait 5m \
    >"$work/apply.log" 2>&1 || { tail -20 "$work/apply.log" >&2; fail "apply of $count"; }
  took=$(echo "$(now) - $began" | bc)
  [ "$last" -eq 0 ] || control POST throttle '{"callsPerSecond": 0}' >/dev/null

  sessions=$(ask ec2 describe-traffic-mirror-sessions --query 'TrafficMirrorSessions[].NetworkInterfaceId')
  [ "$(jq length <<<"$sessions")" -eq "$count" ] || fail "there are $(jq length <<<"$sessions") sessions, not $count"
  [ "$(jq 'unique | length' <<<"$sessions")" -eq "$count" ] || fail "a session is doubled"

  control DELETE calls >/dev/null
  began=$(now)
  again=$("$orchestrator" apply "$blueprint" --sandbox --auto-approve 2>"$work/again.err") || fail "the second apply"
  seconds=$(echo "$(now) - $began" | bc)
  case $again in
    *"No changes"*) ;;
    *) fail "the second apply of $count changes something: $again" ;;
  esac
  calls=$(control GET calls)
  printf '%10d %10d %12.1f %10d %10.1f   %s\n' "$count" $((count - made)) "$took" \
    "$(jq .total <<<"$calls")" "$seconds" \
    "$(jq -r '.calls | to_entries | map("\(.key | sub("^POST "; "")) \(.value)") | join(", ")' <<<"$calls")"
  if [ "$last" -ne 0 ]; then
    echo "throttled to $throttle calls/s: $((count - made)) sessions need $(((count - made) / throttle)) s at least, apply took $took s"
  fi
  made=$count
done
timeout 1800 "$orchestrator" destroy "$blueprint" --sandbox --auto-approve >"$work/destroy.log" 2>&1 ||
  { tail -20 "$work/destroy.log" >&2; fail "destroy"; }
[ "$(ask ec2 describe-traffic-mirror-sessions --query 'length(TrafficMirrorSessions)')" = 0 ] ||
  fail "destroy left sessions"
echo "no session was doubled, and destroy left none"
