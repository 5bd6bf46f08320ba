package io.sluice.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Keeps the calls to one service just below the rate at which it throttles. Until it throttles for
 * the first time nothing is held back. Then the rate is what got through of late, a little less,
 * and grows again while nothing is refused. Refusals that come together are one sign, not many:
 * with ten calls in flight all ten are refused at once, and the SDK's own adaptive strategy, which
 * cuts its rate for each, takes twice the time that a limit of 20 calls a second allows.
 * Thread-safe.
 */
final class Pacer {
  private static final long SECOND = 1_000_000_000L;

  /** Over which it is counted what gets through. */
  private static final long WINDOW = 3 * SECOND;

  /** How old a slot may be and still be taken: a thread wakes late on a busy machine. */
  private static final long LATE = SECOND / 2;

  /** For which refusals count as one. */
  private static final long EPOCH = 2 * SECOND;

  private static final double CUT = 0.9;
  private static final double SLOWEST = 0.5;

  /** Calls a second, for each call that gets through. */
  private static final double GROWTH = 0.03;

  private final LongSupplier clock;
  private final Deque<Long> through = new ArrayDeque<>();
  private double perSecond = Double.POSITIVE_INFINITY;
  private final long first;
  private long lastCut;
  private long nextSlot;

  /**
   * @param clock nanoseconds, from anywhere
   */
  Pacer(LongSupplier clock) {
    this.clock = clock;
    this.first = clock.getAsLong();
    this.nextSlot = first;
    this.lastCut = first - EPOCH;
  }

  /** Takes the next slot; the call is to be made after this long. */
  synchronized Duration next() {
    if (Double.isInfinite(perSecond)) {
      return Duration.ZERO;
    }
    long now = clock.getAsLong();
    long slot = Math.max(now - LATE, nextSlot);
    nextSlot = slot + Math.round(SECOND / perSecond);
    return Duration.ofNanos(Math.max(0, slot - now));
  }

  /** A call got through. */
  synchronized void succeeded() {
    long now = clock.getAsLong();
    through.addLast(now);
    forget(now);
    if (now - lastCut > EPOCH) {
      perSecond += GROWTH;
    }
  }

  /** A call was refused because there were too many. */
  synchronized void throttled() {
    long now = clock.getAsLong();
    if (now - lastCut < EPOCH) {
      return;
    }
    forget(now);
    long over = Math.clamp(now - first, SECOND / 4, WINDOW);
    double lately = through.size() * (double) SECOND / over;
    perSecond = Math.max(SLOWEST, Math.min(perSecond, lately) * CUT);
    lastCut = now;
    nextSlot = now + Math.round(SECOND / perSecond);
  }

  private void forget(long now) {
    while (!through.isEmpty() && now - through.getFirst() > WINDOW) {
      through.removeFirst();
    }
  }
}
