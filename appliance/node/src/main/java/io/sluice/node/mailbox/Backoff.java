package io.sluice.node.mailbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before an attempt is made again: doubling, capped, and with jitter, so that a
 * fleet that failed together does not come back together.
 *
 * @param attempts in all, the first included
 * @param first wait before the second attempt
 * @param most longest wait
 */
public record Backoff(int attempts, Duration first, Duration most) {
  /** For calls that a person or a probe does not wait for; about 8 s in all. */
  public static final Backoff DEFAULT =
      new Backoff(6, Duration.ofMillis(250), Duration.ofSeconds(4));

  /** For calls made again soon anyway, or never again. */
  public static final Backoff ONCE = new Backoff(1, Duration.ZERO, Duration.ZERO);

  /**
   * The wait after a failed attempt.
   *
   * @param attempt 1 for the first
   */
  public Duration after(int attempt) {
    long doubled = first.toMillis() << Math.min(attempt - 1, 20);
    long capped = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
  }
}
