package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problems;

/** What AWS will refuse, or swallow silently, as far as a blueprint alone tells. */
final class AwsRules {
  private final Problems problems;

  AwsRules(Problems problems) {
    this.problems = problems;
  }

  /** Judges what this one record says; the root is judged for what holds between its parts. */
  void check(Bound bound) {
    if (bound.value() instanceof Blueprint blueprint && blueprint.mirror() == null) {
      problems.add(
          io.sluice.engine.problem.Problem.error(
                  "blueprint.missing-key", "The blueprint needs the key `mirror`.")
              .at(bound.at())
              .withHint("How packets are mirrored into the fleet."));
    }
  }
}
