package io.sluice.engine.plan;

import io.sluice.engine.problem.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What would change, computed and not yet drawn.
 *
 * @param blueprint the blueprint's name
 * @param changes every resource once, dependencies first, what goes last; no-ops are among them
 * @param steps the calls that carry it out
 * @param warnings worth telling, not worth stopping for
 */
public record Plan(
    String blueprint, List<Change> changes, List<Step> steps, List<Problem> warnings) {
  public Plan {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** True when the cloud is as the blueprint says. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** How many resources each action concerns; absent actions are 0. */
  public Map<Action, Integer> counts() {
    Map<Action, Integer> counts = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      counts.put(action, 0);
    }
    changes.forEach(change -> counts.merge(change.action(), 1, Integer::sum));
    return counts;
  }
}
