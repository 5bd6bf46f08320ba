package io.sluice.cli.work;

import io.sluice.cli.progress.Progress;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.apply.FleetGate;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import java.time.Duration;
import java.util.List;

/** A plan carried out in its two halves: sources are pointed at the fleet once that is ready. */
final class Rollout {
  private final Run run;
  private final Provider provider;
  private final Progress progress;

  Rollout(Run run, Provider provider, Progress progress) {
    this.run = run;
    this.provider = provider;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param fleet why the fleet is not ready; empty when it is, or when nobody waited for it
   */
  record Outcome(ApplyResult result, List<Problem> fleet) {}

  /**
   * Carries the plan out as far as it can be.
   *
   * @param patience how long to wait for the fleet at most; zero does not wait
   */
  Outcome carryOut(Plan plan, Duration patience) {
    ApplyResult result = run.apply(provider, plan.beforeLinks(), progress);
    List<Problem> fleet = List.of();
    if (result.ok() && patience.isPositive()) {
      fleet = new FleetGate(provider, patience, progress::note).await();
    }
    if (result.ok() && !plan.links().isEmpty()) {
      result = result.and(links(plan, fleet));
    }
    return new Outcome(result, fleet);
  }

  /** What is left to do once the fleet is ready; nothing is linked to a fleet that is not. */
  private ApplyResult links(Plan plan, List<Problem> fleet) {
    if (!fleet.isEmpty()) {
      return new ApplyResult(List.of(), List.of(), plan.links().steps());
    }
    return run.apply(provider, new Planner(provider).plan().links(), progress);
  }
}
