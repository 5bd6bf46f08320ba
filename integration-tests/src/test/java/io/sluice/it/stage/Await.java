package io.sluice.it.stage;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what must come, and not for ever. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Await() {}

  /**
   * @param what a clause, e.g. "the fleet is ready"
   */
  public static void until(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT.toMinutes() + " minutes: " + what);
      }
      Thread.sleep(200);
    }
  }
}
