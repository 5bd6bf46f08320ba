package io.sluice.node.flow.timing;

/**
 * Times in 40 bits: ticks of 8 ns, so that whole microseconds stay exact, counted round and round
 * every 2.4 hours.
 */
final class Clock {
  private static final int TICK_SHIFT = 3;
  private static final long MASK = (1L << 40) - 1;

  /** What seems to be longer than this (2.3 hours) is time that went back by up to 9 minutes. */
  private static final long LONGEST = MASK - (1L << 36);

  /** No one waits longer for a round trip: the clock was set, or two captures were joined. */
  static final long LONGEST_ROUND_TRIP = 600_000_000_000L;

  private Clock() {}

  static long tick(long nanos) {
    return (nanos >> TICK_SHIFT) & MASK;
  }

  /** As {@link #between}; -1, too, for what is longer than any round trip. */
  static long roundTrip(long from, long to) {
    long nanos = between(from, to);
    return nanos > LONGEST_ROUND_TRIP ? -1 : nanos;
  }

  /** Nanoseconds from one tick to another; -1 where time went back. */
  static long between(long from, long to) {
    long ticks = (to - from) & MASK;
    return ticks > LONGEST ? -1 : ticks << TICK_SHIFT;
  }
}
