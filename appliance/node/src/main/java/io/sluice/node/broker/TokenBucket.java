package io.sluice.node.broker;

/**
 * Lets so many bits pass a second, and after a pause what would have passed in a twentieth of a
 * second at once. One thread's own.
 */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST = SECOND / 20;

  /** No burst is smaller than the longest packet. */
  private static final long MIN_BURST = 8L * 65_535 * SECOND;

  private final long bitsPerSecond;

  /** In bits times nanoseconds a second, so that no part of a bit is ever lost; as is credit. */
  private final long burst;

  private long credit;
  private long filled;

  /**
   * @param bitsPerSecond 0 to let everything pass; at most {@link ToolConfig#MAX_RATE}
   * @param nanos of the same clock as all others
   */
  TokenBucket(long bitsPerSecond, long nanos) {
    this.bitsPerSecond = bitsPerSecond;
    this.burst = Math.max(bitsPerSecond * LONGEST, MIN_BURST);
    this.credit = burst;
    this.filled = nanos;
  }

  /** Fills up for the time that has gone by. */
  void refill(long nanos) {
    long gone = nanos - filled;
    filled = nanos;
    // No more than fills it up, so that no product overflows
    long most = bitsPerSecond == 0 ? 0 : Math.max(LONGEST, MIN_BURST / bitsPerSecond);
    long more = Math.min(gone, most) * bitsPerSecond;
    credit = more >= burst - credit ? burst : credit + more;
  }

  /** Whether so many bytes may pass; then they have. */
  boolean take(int bytes) {
    if (bitsPerSecond == 0) {
      return true;
    }
    long needed = 8L * bytes * SECOND;
    if (credit < needed) {
      return false;
    }
    credit -= needed;
    return true;
  }
}
