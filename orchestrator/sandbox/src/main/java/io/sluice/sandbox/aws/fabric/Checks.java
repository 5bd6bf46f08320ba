package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup.HealthCheck;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps health over rebuilds: a change elsewhere must not make a healthy target initial. Rebuilds
 * come one at a time.
 */
final class Checks implements AutoCloseable {
  private record Key(String group, String instanceId) {}

  private final Map<Key, Check> checks = new ConcurrentHashMap<>();
  private final Set<Key> used = new HashSet<>();

  /** The check of this target, an old one where there is one that asks the same. */
  Check check(String group, Receiver receiver, HealthCheck asked, InetAddress prober) {
    Key key = new Key(group, receiver.instanceId());
    used.add(key);
    Check known = checks.get(key);
    if (known != null && known.receiver() == receiver && known.asked().equals(asked)) {
      return known;
    }
    boolean same = known != null && known.receiver() == receiver;
    Health start = same && known != null ? known.health() : Health.INITIAL;
    if (known != null) {
      known.stop();
    }
    Check fresh = new Check(receiver, asked, prober, start);
    checks.put(key, fresh);
    fresh.start();
    return fresh;
  }

  /** Ends a rebuild: what nobody asked for since the last one is forgotten. */
  void sweep() {
    checks
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !used.contains(entry.getKey());
              if (gone) {
                entry.getValue().stop();
              }
              return gone;
            });
    used.clear();
  }

  @Override
  public void close() {
    checks.values().forEach(Check::stop);
  }
}
