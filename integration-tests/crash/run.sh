#!/bin/sh
# Kills the orchestrator before and after each call of apply and of destroy, and runs it again:
#   mvn verify && integration-tests/crash/run.sh [--cloud azure|aws|aws-gateway] [--every K]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
. "$root/orchestrator/cli/target/sluice/libexec/find-java.sh"
find_java
cd "$root"
exec "$java" -XX:+UseSerialGC -Xmx768m \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "integration-tests/target/test-classes:$(cat integration-tests/target/classpath.txt)" \
  io.sluice.it.crash.CrashMain "$@"
