package io.sluice.node.broker;

/**
 * Tells from failed sends that a target is down: somebody answers that there is no such host or
 * network. That answer may be rare, since whoever sends it limits its rate; so what counts are
 * windows of time in a row with one. A target that is down so gets another chance after a while,
 * and after each chance that it misses after twice that. One thread's own.
 */
final class Refusals {
  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_HOLD = 5 * SECOND;
  private static final long LONGEST_HOLD = 60 * SECOND;

  private final long window;
  private final int failAfter;
  private long last = Long.MIN_VALUE;
  private int row;
  private boolean held;
  private long holdUntil;
  private long hold = FIRST_HOLD;

  /**
   * @param window in nanoseconds
   * @param failAfter windows in a row
   */
  Refusals(long window, int failAfter) {
    this.window = window;
    this.failAfter = failAfter;
  }

  /** A send failed, or an earlier one has. */
  void refused(long nanos) {
    if (held) {
      if (nanos < holdUntil) {
        return;
      }
      boolean missed = nanos - holdUntil <= 2 * window;
      hold = missed ? Math.min(2 * hold, LONGEST_HOLD) : FIRST_HOLD;
      held = missed;
      holdUntil = nanos + hold;
      row = missed ? row : 0;
      if (missed) {
        return;
      }
    }
    long now = Math.floorDiv(nanos, window);
    if (now == last) {
      return;
    }
    row = now == last + 1 ? row + 1 : 1;
    last = now;
    if (row >= failAfter) {
      held = true;
      holdUntil = nanos + hold;
    }
  }

  boolean isDown(long nanos) {
    return held && nanos < holdUntil;
  }
}
