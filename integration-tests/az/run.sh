#!/bin/sh
# A stranger's client and ours in one cloud: the az command builds the article's load balancers in a
# sandbox of its own, our plan reads them, our apply links one, and az is asked what it became.
#   mvn package && integration-tests/az/run.sh      (exit 0 passed, 1 failed, 77 skipped)
# AZ names the command; by default the pinned one in the shared folder, else az.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
orchestrator=$root/orchestrator/cli/target/sluice/bin/orchestrator
pinned=${SLUICE_SHARED:-$root/../shared}/tools/az-sandbox

skip() {
  echo "SKIPPED: az: $1" >&2
  exit 77
}
for tool in az jq timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -x "$orchestrator" ] || skip "needs the distribution (mvn package)"
if [ -z "${AZ:-}" ]; then
  if [ -f "$pinned" ]; then AZ="$pinned"; else AZ=az; fi
fi
export AZ

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
export AZURE_CONFIG_DIR="$work/az"
"$here/article.sh" "$SLUICE_SANDBOX_DIR/sandbox.json" article

REQUESTS_CA_BUNDLE=$(jq -r .ca "$SLUICE_SANDBOX_DIR/sandbox.json")
export REQUESTS_CA_BUNDLE AZURE_CORE_COLLECT_TELEMETRY=false AZURE_CORE_ONLY_SHOW_ERRORS=true
ask() { timeout 120 "$AZ" "$@"; }
show() { ask network lb show -g article -n web --output json; }
# Everything but the chain, and what a write always changes
untouched() { jq -S 'del(.. | .etag?, .gatewayLoadBalancer?)'; }

frontend=$(ask network lb frontend-ip show -g article --lb-name web -n public --query id -o tsv)
cat >"$work/links.yaml" <<YAML
blueprint: reads-strangers
azure:
  subscription: $(ask account show --query id -o tsv)
  resourceGroup: reads-strangers
  region: westeurope
network: {addressSpace: 10.60.0.0/16, subnet: 10.60.1.0/24}
sources:
  - frontend: $frontend
gateway:
  tunnels:
    internal: {vni: 900, port: 10800}
    external: {vni: 901, port: 10801}
appliances:
  size: Standard_D4s_v5
  scale: {min: 1, max: 2, throughput: 1 Gbps}
YAML

failures=0
# check WHAT COMMAND...
check() {
  what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    echo "ok: $what"
  else
    echo "FAILED: $what"
    sed 's/^/  /' "$work/said"
    failures=$((failures + 1))
  fi
}
plan() { "$orchestrator" plan "$work/links.yaml" --sandbox "$@"; }
refuses_a_taken_frontend() {
  if plan >"$work/plan" 2>&1; then return 1; fi
  cat "$work/plan"
  grep -q 'is already linked to something that is not ours' "$work/plan"
}
plans_the_link() {
  plan --json >"$work/plan"
  cat "$work/plan"
  jq -e --arg id "$frontend" \
    '[.. | objects | select(.action? == "link")] | length == 1 and (.[0].id | ascii_downcase) == ($id | ascii_downcase)' \
    "$work/plan"
}
is_chained_to_ours() {
  ask network lb frontend-ip show -g article --lb-name web -n public \
    --query gatewayLoadBalancer.id -o tsv | grep -i "/resourceGroups/reads-strangers/.*/gateway$"
}
is_free() {
  [ -z "$(ask network lb frontend-ip show -g article --lb-name web -n public \
    --query gatewayLoadBalancer.id -o tsv)" ]
}
same_as_before() { show | untouched | diff "$work/before" -; }

check "a frontend that az has chained to another gateway is not taken over" refuses_a_taken_frontend
ask network lb frontend-ip update -g article --lb-name web -n public \
  --remove gatewayLoadBalancer -o none
show | untouched >"$work/before"
check "once it is free, the plan links it and nothing else of the user's" plans_the_link
check "apply" "$orchestrator" apply "$work/links.yaml" --sandbox --auto-approve
check "az sees the frontend chained to our gateway" is_chained_to_ours
check "az sees the rest of the load balancer as it was" same_as_before
check "destroy" "$orchestrator" destroy "$work/links.yaml" --sandbox --auto-approve
check "az sees the frontend free again" is_free
check "az sees the whole load balancer as it was" same_as_before

[ "$failures" -eq 0 ] || exit 1
echo "az and orchestrator agree"
