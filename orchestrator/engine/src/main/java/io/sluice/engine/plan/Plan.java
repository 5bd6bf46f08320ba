package io.sluice.engine.plan;

import io.sluice.engine.problem.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  /**
   * The plan without the links that are yet to be made. A source is pointed at a fleet only once
   * the fleet is ready: chained to machines that still boot, its traffic would be lost.
   */
  public Plan beforeLinks() {
    return only(step -> !links(step));
  }

  /** The links that are yet to be made, alone. */
  public Plan links() {
    return only(Plan::links);
  }

  private static boolean links(Step step) {
    return step.op() == Step.Op.CREATE && step.change().action() == Action.LINK;
  }

  private Plan only(Predicate<Step> chosen) {
    List<Step> kept = steps.stream().filter(chosen).toList();
    Set<Integer> indexes = kept.stream().map(Step::index).collect(Collectors.toSet());
    return new Plan(
        blueprint, changes, kept.stream().map(step -> step.among(indexes)).toList(), warnings);
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
