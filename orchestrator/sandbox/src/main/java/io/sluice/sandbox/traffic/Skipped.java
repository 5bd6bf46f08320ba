package io.sluice.sandbox.traffic;

import java.util.Map;
import java.util.TreeMap;

/** Packets of a capture that are not replayed, by reason. */
final class Skipped {
  private final Map<String, Long> counts = new TreeMap<>();

  void count(String reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  Map<String, Long> snapshot() {
    return Map.copyOf(counts);
  }
}
