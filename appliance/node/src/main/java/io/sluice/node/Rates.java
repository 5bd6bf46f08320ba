package io.sluice.node;

import io.sluice.node.tunnel.Totals;
import java.time.Duration;
import java.time.Instant;

/** Rates between two moments. */
record Rates(double packetsPerSecond, double bitsPerSecond) {
  static final Rates NONE = new Rates(0, 0);

  static Rates between(Totals before, Instant from, Totals after, Instant to) {
    double seconds = Duration.between(from, to).toNanos() / 1e9;
    if (seconds <= 0) {
      return NONE;
    }
    return new Rates(
        (Totals.sum(after.inPackets()) - Totals.sum(before.inPackets())) / seconds,
        (Totals.sum(after.inBytes()) - Totals.sum(before.inBytes())) * 8 / seconds);
  }
}
