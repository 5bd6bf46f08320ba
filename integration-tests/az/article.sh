#!/bin/sh
# Builds what Microsoft's and cPacket's articles on the gateway load balancer build, with the az
# command, against a running sandbox, and asks az what stands there afterwards.
#
# usage: article.sh DIR/sandbox.json [resource group]
# AZ names the command (default: az). It must know the network API version it asks for.
# AZURE_CONFIG_DIR, where set, keeps the sign-in for whoever goes on from here.
set -eu

card=${1:?usage: article.sh DIR/sandbox.json [resource group]}
group=${2:-article}
az=${AZ:-az}
field() { sed -n "s/^ *\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$card"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AZURE_CONFIG_DIR="${AZURE_CONFIG_DIR:-$work/config}" REQUESTS_CA_BUNDLE="$(field ca)"
export AZURE_CORE_COLLECT_TELEMETRY=false AZURE_CORE_NO_COLOR=true AZURE_CORE_ONLY_SHOW_ERRORS=true

run() {
  echo "az $*"
  timeout 120 "$az" "$@" --output none
}

failures=0
# expect WHAT WANTED az-arguments...: compares what az prints as tsv
expect() {
  what=$1 wanted=$2
  shift 2
  got=$(timeout 120 "$az" "$@" --output tsv | tr '\t\n' '  ' | sed 's/ *$//')
  if [ "$got" = "$wanted" ]; then
    echo "ok: $what"
  else
    echo "FAILED: $what: wanted [$wanted], got [$got]"
    failures=$((failures + 1))
  fi
}

run cloud register -n sandbox --endpoint-resource-manager "$(field https)/"
run cloud set -n sandbox
run login --service-principal -u article -p secret --tenant 5a11ce00-0000-4000-8000-000000000001
run group create -n "$group" -l westeurope
run network vnet create -g "$group" -n apps --address-prefixes 10.50.0.0/16 \
  --subnet-name web --subnet-prefixes 10.50.0.0/24
run network vnet create -g "$group" -n fleet --address-prefixes 10.40.0.0/16 \
  --subnet-name appliances --subnet-prefixes 10.40.1.0/24
run network public-ip create -g "$group" -n web-ip --sku Standard --allocation-method Static

echo "- Create Azure Public LB instance"
run network lb create -g "$group" -n web --sku Standard --public-ip-address web-ip \
  --frontend-ip-name public --backend-pool-name servers
echo "- Connect application servers to the Public LB address pool"
run network lb address-pool address add -g "$group" --lb-name web --pool-name servers \
  -n server-1 --vnet apps --ip-address 10.50.0.4
run network lb address-pool address add -g "$group" --lb-name web --pool-name servers \
  -n server-2 --vnet apps --ip-address 10.50.0.5
run network lb probe create -g "$group" --lb-name web -n http --protocol tcp --port 80
run network lb rule create -g "$group" --lb-name web -n http --protocol tcp --frontend-port 80 \
  --backend-port 80 --frontend-ip-name public --backend-pool-name servers --probe-name http

echo "- Create an Azure GLB instance"
run network lb create -g "$group" -n gateway --sku Gateway --vnet-name fleet --subnet appliances \
  --frontend-ip-name gateway --backend-pool-name appliances
run network lb address-pool tunnel-interface add -g "$group" --lb-name gateway \
  --address-pool appliances --type external --protocol vxlan --identifier 901 --port 10801
# The cloud gave the pool an internal tunnel when it was created; the article's own takes its place
run network lb address-pool tunnel-interface remove -g "$group" --lb-name gateway \
  --address-pool appliances --index 0
run network lb address-pool tunnel-interface add -g "$group" --lb-name gateway \
  --address-pool appliances --type internal --protocol vxlan --identifier 900 --port 10800
run network lb probe create -g "$group" --lb-name gateway -n health --protocol http --port 8080 \
  --path /health --interval 5
run network lb rule create -g "$group" --lb-name gateway -n everything --protocol all \
  --frontend-port 0 --backend-port 0 --frontend-ip-name gateway \
  --backend-pool-name appliances --probe-name health

echo "- Connect Public Load Balancer Frontend IP to the Azure GWLB Frontend IP"
frontend=$("$az" network lb frontend-ip show -g "$group" --lb-name gateway -n gateway \
  --query id --output tsv)
run network lb frontend-ip update -g "$group" --lb-name web -n public --gateway-lb "$frontend"

echo "- Assign appliances to Azure GWLB address pool"
run network nic create -g "$group" -n appliance-1 --vnet-name fleet --subnet appliances
run network nic ip-config address-pool add -g "$group" --nic-name appliance-1 \
  --ip-config-name ipconfig1 --lb-name gateway --address-pool appliances

expect "two tunnels, keyed by type" "External 901 10801 VXLAN Internal 900 10800 VXLAN" \
  network lb show -g "$group" -n gateway \
  --query "sort_by(backendAddressPools[0].tunnelInterfaces,&type)[].[type,identifier,port,protocol]"
expect "the NIC is in the gateway's pool" "1" network lb show -g "$group" -n gateway \
  --query "length(backendAddressPools[0].backendIPConfigurations)"
expect "the gateway is of SKU Gateway" "Gateway" \
  network lb show -g "$group" -n gateway --query sku.name
expect "the gateway's rule takes every port" "All 0 0" \
  network lb rule show -g "$group" --lb-name gateway -n everything \
  --query "[protocol,frontendPort,backendPort]"
expect "the frontend is chained to the gateway" "$frontend" \
  network lb frontend-ip show -g "$group" --lb-name web -n public --query gatewayLoadBalancer.id
expect "both servers are in the public pool" "10.50.0.4 10.50.0.5" \
  network lb show -g "$group" -n web \
  --query "backendAddressPools[0].loadBalancerBackendAddresses[].ipAddress"
expect "the public IP knows its frontend" \
  "$("$az" network lb frontend-ip show -g "$group" --lb-name web -n public --query id -o tsv)" \
  network public-ip show -g "$group" -n web-ip --query ipConfiguration.id
expect "the list shows both load balancers" "gateway web" \
  network lb list -g "$group" --query "sort_by(@,&name)[].name"
expect "everything is provisioned" "Succeeded" \
  network lb list -g "$group" --query "[].provisioningState | sort(@) | [0]"

if [ "$failures" -gt 0 ]; then
  echo "article: $failures checks failed"
  exit 1
fi
echo "article: passed"
