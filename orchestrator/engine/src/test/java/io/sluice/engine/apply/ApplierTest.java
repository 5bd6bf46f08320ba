package io.sluice.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.plan.Step;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.testing.FakeCloud.Refusal;
import io.sluice.engine.testing.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private final Stack stack = new Stack();
  private final List<Event> events = new ArrayList<>();

  private Plan plan() {
    return new Planner(stack.want()).plan();
  }

  private ApplyResult apply(Plan plan) {
    return new Applier(stack.cloud, 1, events::add).apply(plan);
  }

  @Test
  void failedStepTakesAlongOnlyWhatNeedsIt() {
    stack.links = List.of();
    Plan plan = plan();
    apply(plan);
    stack.vni = 901;
    stack.hash = "h2";
    plan = plan();
    stack.cloud.refusals.add(new Refusal(Failure.Type.QUOTA, "No more gateways."));
    events.clear();

    ApplyResult result = new Applier(stack.cloud, 1, events::add).apply(plan);

    assertThat(result.ok()).isFalse();
    assertThat(result.failed()).hasSize(1);
    assertThat(result.failed().getFirst().summary()).endsWith("No more gateways.");
    assertThat(result.done().size() + result.notDone().size()).isEqualTo(plan.steps().size());
    assertThat(events).filteredOn(Event.Skipped.class::isInstance).isNotEmpty();
  }

  @Test
  void throttlingIsWaitedOutAndTold() {
    stack.cloud.refusals.add(new Refusal(Failure.Type.CONFLICT, "changed under us"));

    stack.want();
    stack.cloud.refusals.clear();
    Plan plan = plan();
    stack.cloud.refusals.add(new Refusal(Failure.Type.CONFLICT, "changed under us"));
    ApplyResult result = apply(plan);

    assertThat(result.ok()).isTrue();
    assertThat(events).filteredOn(Event.Retrying.class::isInstance).hasSize(1);
  }

  @Test
  void bugInStepIsThrownAndNothingNewIsStarted() {
    Plan plan = plan();
    stack.cloud.refusals.add(new IllegalArgumentException("our fault"));

    assertThatThrownBy(() -> apply(plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("our fault");
    assertThat(stack.cloud.calls).hasSize(1);
  }

  @Test
  void stopFinishesWhatIsInFlightAndStartsNothingNew() {
    Plan plan = plan();
    AtomicReference<Applier> applier = new AtomicReference<>();
    applier.set(
        new Applier(
            stack.cloud,
            1,
            event -> {
              events.add(event);
              if (event instanceof Event.Started) {
                applier.get().stop();
              }
            }));

    ApplyResult result = applier.get().apply(plan);

    assertThat(result.done()).hasSize(1);
    assertThat(result.notDone()).hasSize(plan.steps().size() - 1);
    assertThat(result.failed()).isEmpty();
    assertThat(stack.cloud.calls).hasSize(1);
  }

  @Test
  void everyStepComesAfterWhatItNeeds() {
    Plan plan = plan();

    for (Step step : plan.steps()) {
      assertThat(step.after()).allMatch(before -> before < step.index());
    }
  }
}
