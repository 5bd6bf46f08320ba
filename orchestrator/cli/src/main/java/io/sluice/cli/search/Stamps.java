package io.sluice.cli.search;

import java.time.Instant;

/** Times of packets: nanoseconds since 1970, which reach from 1678 to 2262. */
final class Stamps {
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / SECOND;

  private Stamps() {}

  /** Of a time beyond those, the nearest. */
  static long nanos(Instant time) {
    long second = Math.clamp(time.getEpochSecond(), -MOST_SECONDS, MOST_SECONDS - 1);
    return second * SECOND + (second == time.getEpochSecond() ? time.getNano() : 0);
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
