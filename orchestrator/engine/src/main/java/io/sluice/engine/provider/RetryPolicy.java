package io.sluice.engine.provider;

import io.sluice.engine.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The one policy by which calls are tried again. It knows classes of failures, not clouds: what may
 * pass is waited out with growing pauses (or for as long as the cloud asked), what cannot pass is
 * told at once.
 *
 * @param classify says what an exception means
 * @param listener hears of each new attempt before its pause
 * @param pauses how pauses are spent; tests spend none
 */
public record RetryPolicy(Function<Throwable, Failure> classify, Listener listener, Pauses pauses) {
  /** For how long waiting for others (throttling, locks, consistency) goes on in all. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  /** How often a conflict or an outage is tried again. */
  static final int ATTEMPTS = 6;

  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** Hears that a call is tried again. */
  @FunctionalInterface
  public interface Listener {
    void retrying(Failure failure, int attempt, Duration pause);
  }

  /** Spends a pause. */
  @FunctionalInterface
  public interface Pauses {
    void pause(Duration duration) throws InterruptedException;
  }

  public RetryPolicy(Function<Throwable, Failure> classify) {
    this(classify, (failure, attempt, pause) -> {}, Thread::sleep);
  }

  public RetryPolicy(Function<Throwable, Failure> classify, Listener listener) {
    this(classify, listener, Thread::sleep);
  }

  /**
   * Calls until it succeeds, cannot succeed, or patience ends.
   *
   * @throws ProblemException with the failure's problem
   * @throws RuntimeException the original exception, when it is our own bug
   */
  public <T> T call(Callable<T> call) {
    Duration waited = Duration.ZERO;
    for (int attempt = 1; ; attempt++) {
      try {
        return call.call();
      } catch (ProblemException e) {
        throw e;
      } catch (Exception e) {
        Failure failure = classify.apply(e);
        if (failure.type() == Failure.Type.BUG) {
          throw e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
        }
        Duration pause = pause(failure, attempt);
        boolean again =
            switch (failure.type()) {
              case THROTTLED, BUSY, NOT_YET -> waited.plus(pause).compareTo(PATIENCE) <= 0;
              case CONFLICT, UNAVAILABLE -> attempt < ATTEMPTS;
              default -> false;
            };
        if (!again) {
          throw refused(failure, attempt, e);
        }
        waited = waited.plus(pause);
        listener.retrying(failure, attempt + 1, pause);
        spend(pause, failure, e);
      }
    }
  }

  private void spend(Duration pause, Failure failure, Exception cause) {
    try {
      pauses.pause(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(failure, 1, cause);
    }
  }

  private static ProblemException refused(Failure failure, int attempts, Exception cause) {
    ProblemException told =
        new ProblemException(
            attempts == 1
                ? failure.problem()
                : failure.problem().withDetail(detail(failure, attempts)));
    told.initCause(cause);
    return told;
  }

  private static String detail(Failure failure, int attempts) {
    String tried = "tried " + attempts + " times";
    String detail = failure.problem().detail();
    return detail == null ? tried : detail + " (" + tried + ")";
  }

  /**
   * Doubling from {@link #SHORTEST} to {@link #LONGEST} with up to a quarter of jitter, or what the
   * cloud asked for. A cloud that asks for no pause at all gets ours: without one, waiting would
   * take no time and so would never end.
   */
  private static Duration pause(Failure failure, int attempt) {
    Duration asked = failure.retryAfter();
    if (asked != null && asked.compareTo(SHORTEST) >= 0) {
      return asked;
    }
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(attempt - 1, 10));
    Duration base = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return base.plusMillis(ThreadLocalRandom.current().nextLong(base.toMillis() / 4 + 1));
  }
}
