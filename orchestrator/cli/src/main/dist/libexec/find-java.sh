# Sourced by the commands in bin/: sets `java` to a Java of version 25 or newer, or ends with one
# sentence. Looks at JAVA_HOME, then `java` on PATH, then the usual places; SLUICE_JAVA_PLACES
# (patterns separated by colons) stands in for those.

# The major version of the Java in folder $1; empty if there is none. The file `release`, which
# every JDK has, answers faster than the JVM.
java_major() {
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9][0-9]*\).*/\1/p'
  fi
}

java_is_new_enough() {
  [ "$(java_major "$1" || true)" -ge 25 ] 2>/dev/null
}

# The folder of the `java` on PATH: bin/java there is a link on most systems.
java_on_path() {
  found=$(command -v java) || return 0
  while [ -h "$found" ]; do
    link=$(readlink "$found")
    case $link in
      /*) found=$link ;;
      *) found=$(dirname "$found")/$link ;;
    esac
  done
  (cd "$(dirname "$found")/.." 2>/dev/null && pwd -P) || true
}

find_java() {
  home_folder=${HOME:-/nonexistent}
  places=${SLUICE_JAVA_PLACES-/usr/lib/jvm/*:/opt/java*:/opt/java/*:$home_folder/.sdkman/candidates/java/*:/Library/Java/JavaVirtualMachines/*/Contents/Home:$home_folder/.jdks/*}
  old_ifs=$IFS
  IFS=:
  # Unquoted on purpose: split at colons, then expanded as patterns.
  for candidate in "${JAVA_HOME:-}" "$(java_on_path)" $places; do
    if [ -n "$candidate" ] && java_is_new_enough "$candidate"; then
      IFS=$old_ifs
      java=$candidate/bin/java
      return 0
    fi
  done
  IFS=$old_ifs
  echo "error: No Java of version 25 or newer was found: set JAVA_HOME to one, or put its java on PATH." >&2
  exit 1
}
