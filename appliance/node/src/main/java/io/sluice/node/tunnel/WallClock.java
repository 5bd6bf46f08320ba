package io.sluice.node.tunnel;

import java.time.Instant;

/**
 * Time as packets are stamped with, read without allocation: the monotonic clock, set to the
 * system's time once a second. One thread's own.
 */
public final class WallClock {
  private static final long SECOND = 1_000_000_000L;

  private long set = System.nanoTime();
  private long offset = offset(set);

  /** Nanoseconds since 1970-01-01 UTC. */
  public long nanos() {
    long now = System.nanoTime();
    if (now - set > SECOND) {
      set = now;
      offset = offset(now);
    }
    return now + offset;
  }

  private static long offset(long now) {
    Instant instant = Instant.now();
    return instant.getEpochSecond() * SECOND + instant.getNano() - now;
  }
}
