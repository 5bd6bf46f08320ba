package io.sluice.engine.apply;

import io.sluice.engine.plan.Change;
import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import java.time.Duration;

/**
 * What happens while a plan is carried out, told as it happens. Listeners are called from several
 * threads, one at a time.
 */
public sealed interface Event {
  Change change();

  /** A verb for progress lines: create, update, delete, link, unlink. */
  String verb();

  record Started(Change change, String verb) implements Event {
    Started(Step step) {
      this(step.change(), step.verb());
    }
  }

  record Retrying(Change change, String verb, Failure failure, int attempt, Duration delay)
      implements Event {}

  record Done(Change change, String verb, Duration took) implements Event {}

  record Failed(Change change, String verb, Problem problem) implements Event {}

  /**
   * Never started.
   *
   * @param because what it needed and did not get, or that a stop was asked for
   */
  record Skipped(Change change, String verb, String because) implements Event {}
}
