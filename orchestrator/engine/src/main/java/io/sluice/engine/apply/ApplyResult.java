package io.sluice.engine.apply;

import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.Problem;
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

  public boolean ok() {
    return notDone.isEmpty();
  }
}
