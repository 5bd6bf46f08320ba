package io.sluice.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.testing.FakeCloud;
import io.sluice.engine.testing.Stack;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever is wanted and wherever the process dies, the next apply finishes the work and nothing is
 * left over.
 */
class CrashProperties {

  @Property
  void applyAfterCrashAnywhereConverges(
      @ForAll @IntRange(min = 1, max = 12) int crashAt,
      @ForAll boolean afterTheCall,
      @ForAll @IntRange(min = 1, max = 8) int parallelism,
      @ForAll @IntRange(min = 900, max = 902) int vni,
      @ForAll @IntRange(min = 0, max = 3) int links,
      @ForAll boolean otherBoot) {
    Stack stack = new Stack();
    converge(stack, 4);
    stack.vni = vni;
    stack.userData = otherBoot ? "other" : "boot";
    stack.links = List.of("a", "b", "c").subList(0, links);

    crash(stack, crashAt, afterTheCall, parallelism, false);
    converge(stack, parallelism);

    assertThat(new Planner(stack.want()).plan().isEmpty()).isTrue();
    assertThat(stack.cloud.standing).hasSize(4 + links);
    crash(stack, crashAt, afterTheCall, parallelism, true);
    destroy(stack, parallelism);
    assertThat(stack.cloud.standing).isEmpty();
  }

  @Property
  void firstApplyAfterCrashAnywhereMakesNothingTwice(
      @ForAll @IntRange(min = 1, max = 6) int crashAt, @ForAll boolean afterTheCall) {
    Stack stack = new Stack();
    Stack untouched = new Stack();
    converge(untouched, 1);

    crash(stack, crashAt, afterTheCall, 1, false);
    converge(stack, 1);

    assertThat(stack.cloud.standing.keySet())
        .isEqualTo(new TreeSet<>(untouched.cloud.standing.keySet()));
  }

  private static void crash(
      Stack stack, int at, boolean afterTheCall, int parallelism, boolean destroying) {
    Planner planner = new Planner(stack.want());
    Plan plan = destroying ? planner.destroyPlan() : planner.plan();
    stack.cloud.crashAt = at;
    stack.cloud.crashAfter = afterTheCall;
    try {
      new Applier(stack.cloud, parallelism, event -> {}).apply(plan);
    } catch (IllegalStateException killed) {
      assertThat(killed).hasCauseInstanceOf(FakeCloud.Crash.class);
    }
    stack.cloud.crashAt = 0;
  }

  private static void converge(Stack stack, int parallelism) {
    Plan plan = new Planner(stack.want()).plan();
    ApplyResult result = new Applier(stack.cloud, parallelism, event -> {}).apply(plan);
    assertThat(result.failed()).isEmpty();
    assertThat(result.ok()).isTrue();
  }

  private static void destroy(Stack stack, int parallelism) {
    Plan plan = new Planner(stack.want()).destroyPlan();
    ApplyResult result = new Applier(stack.cloud, parallelism, event -> {}).apply(plan);
    assertThat(result.failed()).isEmpty();
  }
}
