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

  private Clock() {}

  static long tick(long nanos) {
    return (nanos >> TICK_SHIFT) & MASK;
  }

  /** Nanoseconds from one tick to another; -1 where time went back. */
  static long between(long from, long to) {
    long ticks = (to - from) & MASK;
    return ticks > LONGEST ? -1 : ticks << TICK_SHIFT;
  }
}
