package io.sluice.sandbox.fabric;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps targets, their counters and their health over rebuilds of the topology: a document that
 * changes elsewhere must neither forget a count nor make a healthy target unknown. One rebuild at a
 * time.
 */
final class Watches implements AutoCloseable {
  private record TargetKey(String name, String ip) {}

  private record WatchKey(TargetKey target, String probe) {}

  private final Map<TargetKey, Target> targets = new HashMap<>();
  private final Map<WatchKey, Watch> watches = new HashMap<>();
  private final Set<TargetKey> usedTargets = new HashSet<>();
  private final Set<WatchKey> usedWatches = new HashSet<>();

  /** The watch of this member by this probe, an old one where there is one. */
  Watch watch(Member member, @Nullable Probe probe) {
    TargetKey targetKey = new TargetKey(member.name(), member.ip());
    usedTargets.add(targetKey);
    Target target =
        targets.computeIfAbsent(targetKey, key -> new Target(member.name(), member.ip()));
    WatchKey key = new WatchKey(targetKey, probe == null ? "" : probe.id());
    usedWatches.add(key);
    Watch known = watches.get(key);
    if (known != null && Objects.equals(known.probe(), probe)) {
      return known;
    }
    Watch fresh = new Watch(target, probe, known == null ? Health.UNKNOWN : known.health());
    if (known != null) {
      known.stop();
    }
    watches.put(key, fresh);
    fresh.start();
    return fresh;
  }

  /** Ends a rebuild: what nobody asked for since the last one is forgotten. */
  void sweep() {
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !usedWatches.contains(entry.getKey());
              if (gone) {
                entry.getValue().stop();
              }
              return gone;
            });
    targets.keySet().retainAll(usedTargets);
    usedWatches.clear();
    usedTargets.clear();
  }

  @Override
  public void close() {
    watches.values().forEach(Watch::stop);
  }
}
