package io.sluice.sandbox.fabric;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts dropped packets by reason. */
final class Drops {
  private final Map<Drop, LongAdder> counts = new EnumMap<>(Drop.class);

  Drops() {
    for (Drop drop : Drop.values()) {
      counts.put(drop, new LongAdder());
    }
  }

  void count(Drop drop) {
    LongAdder adder = counts.get(drop);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Every reason that ever occurred. */
  Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new TreeMap<>();
    counts.forEach(
        (drop, count) -> {
          if (count.sum() > 0) {
            snapshot.put(drop.label(), count.sum());
          }
        });
    return snapshot;
  }
}
