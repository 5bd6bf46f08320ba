#!/usr/bin/env bash
# A stranger's client builds the article's stack in a sandbox of its own; then our plan, for a
# blueprint that links to the load balancer that az built, must read it right.
#
# usage: run.sh     (after mvn package; exit 0 passed, 1 failed, 77 skipped)
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
root=$(cd -- "$here/../.." && pwd)
orchestrator=$root/orchestrator/cli/target/sluice/bin/orchestrator
shared=${SLUICE_SHARED:-$root/../shared}

skip() {
  echo "SKIPPED: az: $1" >&2
  exit 77
}
for tool in az curl jq; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -x "$orchestrator" ] || skip "needs the distribution (mvn package)"
# Debian's az asks for API versions that it does not carry; this one is pinned to what it does
if [ -z "${AZ:-}" ] && [ -x "$shared/tools/az-sandbox" ]; then
  export AZ="$shared/tools/az-sandbox"
fi

work=$(mktemp -d)
export SLUICE_SANDBOX_DIR="$work/sandbox"
clean() {
  code=$?
  "$orchestrator" sandbox stop -q || code=1
  rm -rf "$work"
  exit "$code"
}
trap clean EXIT

"$orchestrator" sandbox start
sh "$here/article.sh" "$work/sandbox/sandbox.json"

http=$(jq -r .http "$work/sandbox/sandbox.json")
subscription=$(curl -fsS -m 30 -H 'Authorization: Bearer e30.e30.e30' \
  "$http/subscriptions?api-version=2020-01-01" | jq -r '.value[0].subscriptionId')
group=/subscriptions/$subscription/resourceGroups/article
web=$group/providers/Microsoft.Network/loadBalancers/web
arm() {
  curl -fsS -m 30 -X "$1" -H 'Authorization: Bearer e30.e30.e30' \
    -H 'Content-Type: application/json' "${@:3}" "$http$2?api-version=2022-07-01"
}
fail() {
  echo "FAILED: $1"
  exit 1
}

blueprint() {
  cat >"$work/linked.yaml" <<YAML
blueprint: article-watch
azure:
  subscription: $subscription
  resourceGroup: article-watch
  region: westeurope
network: {addressSpace: 10.60.0.0/16, subnet: 10.60.1.0/24}
sources:
  - frontend: $1
appliances:
  size: Standard_D4s_v5
  scale: {min: 2, max: 4, throughput: 1 Gbps}
YAML
}

before=$(arm GET "$web" | jq -S 'walk(if type == "object" then del(.etag) else . end)')

# The article's frontend is chained to the article's own gateway, which is not ours to undo
blueprint "$web/frontendIPConfigurations/public"
if "$orchestrator" plan "$work/linked.yaml" --sandbox >"$work/out" 2>"$work/err"; then
  cat "$work/out"
  fail "the plan would take a frontend away from the article's gateway"
fi
cat "$work/err"
grep -q "frontendIPConfigurations/public" "$work/err" || fail "the refusal does not name the frontend"
echo "ok: a frontend that az has chained to another gateway is refused by name"

# A second frontend on the same load balancer is free
ip=$group/providers/Microsoft.Network/publicIPAddresses/second-ip
arm PUT "$ip" -d '{"location": "westeurope", "sku": {"name": "Standard"},
  "properties": {"publicIPAllocationMethod": "Static"}}' >"$work/ip"
arm GET "$web" | jq --arg ip "$ip" '.properties.frontendIPConfigurations +=
  [{"name": "second", "properties": {"publicIPAddress": {"id": $ip}}}]' >"$work/web"
arm PUT "$web" -d "@$work/web" >"$work/answer"
blueprint "$web/frontendIPConfigurations/second"
"$orchestrator" plan "$work/linked.yaml" --sandbox --json >"$work/plan.json"
links=$(jq -r '[.changes[] | select(.action == "link") | .logicalId] | join(" ")' "$work/plan.json")
[ "${links,,}" = "$(echo "$web/frontendIPConfigurations/second" | tr '[:upper:]' '[:lower:]')" ] ||
  fail "the plan links [$links]"
[ "$(jq '[.changes[] | select(.action | IN("create", "link") | not)] | length' "$work/plan.json")" = 0 ] ||
  fail "the plan would change or delete something of the article's"
echo "ok: a free frontend of the load balancer that az built is planned as one link"

after=$(arm GET "$web" | jq -S 'walk(if type == "object" then del(.etag) else . end)
  | .properties.frontendIPConfigurations |= map(select(.name != "second"))')
[ "$before" = "$after" ] || fail "planning changed the load balancer"
echo "ok: planning changed nothing"
