#!/bin/bash
# moto as a second opinion: the provider's apply, plan and destroy of both mirror blueprints against
# moto_server, for everything that moto implements.
#   mvn verify && integration-tests/moto/run.sh      (exit 0 passed, 1 failed, 77 skipped)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)

skip() {
  echo "SKIPPED: moto: $1" >&2
  exit 77
}
for tool in moto_server aws curl; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -f "$root/integration-tests/target/classpath.txt" ] || skip "needs the tests' classes (mvn verify)"
. "$root/orchestrator/cli/target/sluice/libexec/find-java.sh"
find_java

work=$(mktemp -d)
moto_server -H 127.0.0.1 -p "${MOTO_PORT:-5999}" >"$work/moto.log" 2>&1 &
moto=$!
finish() {
  code=$?
  trap - EXIT
  kill "$moto" 2>/dev/null || true
  wait "$moto" 2>/dev/null || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT
endpoint=http://127.0.0.1:${MOTO_PORT:-5999}
for _ in $(seq 100); do
  curl -fs -o /dev/null "$endpoint/moto-api/" && break
  sleep 0.2
done
curl -fs -o /dev/null "$endpoint/moto-api/" || { cat "$work/moto.log" >&2; exit 1; }

export AWS_ACCESS_KEY_ID=stranger AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=eu-west-1
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true
ask() { timeout 60 aws --endpoint-url "$endpoint" --output text "$@"; }
vpc=$(ask ec2 describe-vpcs --query 'Vpcs[0].VpcId')
read -r one two _ <<<"$(ask ec2 describe-subnets --query 'Subnets[].SubnetId')"
image=$(ask ec2 describe-images --query 'Images[0].ImageId')
ask ec2 run-instances --image-id "$image" --instance-type c5.large --count 3 --subnet-id "$one" \
  --tag-specifications 'ResourceType=instance,Tags=[{Key=tier,Value=web}]' >/dev/null
for example in netops secops; do
  echo "== aws-mirror-$example"
  # moto cannot list the instances of a subnet (the tag chooses them all), nor add DNS to a filter
  sed "/^  - subnets:/d; /^  dns:/d; s/vpc-0a1b2c3d4e5f60001/$vpc/; s/subnet-0a1b2c3d4e5f60001/$one/; s/subnet-0a1b2c3d4e5f60002/$two/g" \
    "$root/blueprints/aws-mirror-$example.yaml" >"$work/$example.yaml"
  (cd "$root" && "$java" -XX:+UseSerialGC -Xmx512m \
    -cp "integration-tests/target/test-classes:$(cat integration-tests/target/classpath.txt)" \
    io.sluice.it.moto.MotoMain "$endpoint" "$work/$example.yaml")
done
echo "moto agrees"
