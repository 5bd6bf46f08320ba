package io.sluice.sandbox.traffic;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram over nanoseconds with 64 steps per power of two: at most 2 % too high, no allocation,
 * any number of writers.
 */
final class Latency {
  private static final int STEP_BITS = 6;
  private static final int STEPS = 1 << STEP_BITS;

  private final AtomicLongArray counts = new AtomicLongArray((64 - STEP_BITS) * STEPS);

  void record(long nanos) {
    counts.incrementAndGet(index(Math.max(0, nanos)));
  }

  TrafficReport.Latencies report() {
    return new TrafficReport.Latencies(micros(0.50), micros(0.90), micros(0.99), micros(1.0));
  }

  private long micros(double quantile) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long rank = (long) Math.ceil(total * quantile);
    long seen = 0;
    for (int i = 0; i < counts.length() && total > 0; i++) {
      seen += counts.get(i);
      if (seen >= rank && counts.get(i) > 0) {
        return Math.ceilDiv(highest(i), 1000);
      }
    }
    return 0;
  }

  // values below 64 have a slot each; above, the six bits below the highest one choose the slot
  private static int index(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (exponent - STEP_BITS)) & (STEPS - 1);
    return (exponent - STEP_BITS + 1) * STEPS + step;
  }

  private static long highest(int index) {
    if (index < STEPS) {
      return index;
    }
    int shift = index / STEPS - 1;
    long lowest = (long) (STEPS + index % STEPS) << shift;
    return lowest + (1L << shift) - 1;
  }
}
