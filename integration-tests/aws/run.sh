#!/bin/bash
# Strangers' clients in a sandbox's AWS: the article's flow by the aws command and by boto3.
#   mvn package && integration-tests/aws/run.sh      (exit 0 passed, 1 failed, 77 skipped)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
orchestrator=$root/orchestrator/cli/target/sluice/bin/orchestrator

skip() {
  echo "SKIPPED: aws: $1" >&2
  exit 77
}
for tool in aws jq python3 timeout; do
  command -v "$tool" >/dev/null || skip "needs $tool"
done
python3 -c 'import boto3' 2>/dev/null || skip "needs boto3"
[ -x "$orchestrator" ] || skip "needs the distribution (mvn package)"

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
endpoint=$(jq -r .http "$SLUICE_SANDBOX_DIR/sandbox.json")
"$here/article.sh" "$endpoint" article
timeout 300 python3 "$here/article.py" "$endpoint" article-py
echo "aws, boto3 and the sandbox agree"
