package io.sluice.engine.apply;

import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an apply came.
 *
 * @param done steps that succeeded
 * @param failed why steps failed
 * @param notDone steps that failed or were never started
 */
public record ApplyResult(List<Step> done, List<Problem> failed, List<Step> notDone) {
  public ApplyResult {
    done = List.copyOf(done);
    failed = List.copyOf(failed);
    notDone = List.copyOf(notDone);
  }

  /** This and what came of the work after it. */
  public ApplyResult and(ApplyResult later) {
    return new ApplyResult(
        joined(done, later.done), joined(failed, later.failed), joined(notDone, later.notDone));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  public boolean ok() {
    return notDone.isEmpty();
  }
}
