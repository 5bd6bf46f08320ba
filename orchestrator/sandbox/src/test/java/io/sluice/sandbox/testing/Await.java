package io.sluice.sandbox.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition; how long it takes is nobody's promise. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  /** Returns when the condition holds. */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      Thread.sleep(10);
    }
  }
}
