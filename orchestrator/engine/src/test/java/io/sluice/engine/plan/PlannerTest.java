package io.sluice.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.apply.Applier;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Found;
import io.sluice.engine.testing.FakeCloud;
import io.sluice.engine.testing.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Stack stack = new Stack();

  private Plan plan() {
    return new Planner(stack.want()).plan();
  }

  private FakeCloud apply() {
    Plan plan = plan();
    assertThat(new Applier(stack.cloud, 4, event -> {}).apply(plan).ok()).isTrue();
    return stack.cloud;
  }

  private static Change change(Plan plan, String logicalId) {
    return plan.changes().stream()
        .filter(change -> change.key().logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void createsWhatIsNotThereInTheOrderOfReferences() {
    apply();

    assertThat(stack.cloud.calls.getFirst()).isEqualTo("create group/rg");
    assertThat(stack.cloud.calls)
        .containsExactlyInAnyOrder(
            "create group/rg",
            "create gateway/g",
            "create config/c",
            "create fleet/fleet",
            "create chain/users-lb");
    assertThat(stack.cloud.calls.indexOf("create config/c"))
        .isLessThan(stack.cloud.calls.indexOf("create fleet/fleet"));
  }

  @Test
  void secondApplyHasNothingToDo() {
    apply();

    Plan second = plan();

    assertThat(second.isEmpty()).isTrue();
    assertThat(PlanText.render(second, false)).startsWith("No changes.");
  }

  @Test
  void changesInPlaceWhereTheCloudCan() {
    apply();
    stack.size = 3;

    Plan plan = plan();

    assertThat(change(plan, "fleet").action()).isEqualTo(Action.UPDATE);
    assertThat(change(plan, "fleet").fields())
        .extracting(FieldChange::path, FieldChange::before, FieldChange::after)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("size", "2", "3"));
    assertThat(plan.steps()).hasSize(1);
  }

  @Test
  void immutableChangeMakesNewRevisionMovesReferencesAndThenRemovesTheOldOne() {
    apply();
    stack.vni = 902;

    Plan plan = plan();
    assertThat(change(plan, "g").action()).isEqualTo(Action.REPLACE);
    assertThat(change(plan, "g").fields().getFirst().why())
        .isEqualTo("tunnels change only on an empty pool");
    assertThat(change(plan, "g").traffic())
        .containsExactly("New flows stop until the new gateway is chained.");

    apply();
    assertThat(stack.cloud.calls.getFirst()).isEqualTo("create gateway/g-r2");
    assertThat(stack.cloud.calls)
        .containsExactlyInAnyOrder(
            "create gateway/g-r2",
            "update fleet/fleet",
            "update chain/users-lb",
            "delete gateway/demo-g");
    assertThat(stack.cloud.calls.getLast()).isEqualTo("delete gateway/demo-g");
    assertThat(plan().isEmpty()).isTrue();
  }

  @Test
  void returningToTheOldValueInTheMiddleOfReplacementKeepsTheOldRevision() {
    apply();
    stack.vni = 902;
    Plan plan = plan();
    stack.cloud.crashAt = 2;
    assertThatThrownBy(() -> new Applier(stack.cloud, 1, event -> {}).apply(plan))
        .hasRootCauseInstanceOf(FakeCloud.Crash.class);
    stack.cloud.crashAt = 0;
    stack.vni = 900;

    apply();

    assertThat(stack.cloud.calls).containsExactly("delete gateway/demo-g-r2");
    assertThat(plan().isEmpty()).isTrue();
  }

  @Test
  void unchangeableFieldIsTheUsersProblem() {
    apply();
    stack.region = "east";

    assertThatThrownBy(this::plan)
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            "The group `rg` cannot change its region from west to east: a group stays where it"
                + " is.");
  }

  @Test
  void writeOnlyChangeIsSeenByItsHash() {
    apply();
    stack.userData = "boot, but another";

    Plan plan = plan();

    assertThat(change(plan, "fleet").action()).isEqualTo(Action.UPDATE);
    assertThat(change(plan, "fleet").fields()).isEmpty();
    assertThat(change(plan, "fleet").reasons()).hasSize(1);
    assertThat(PlanText.render(plan, false)).doesNotContain("boot, but another");
  }

  @Test
  void writeOnlyDriftByAnotherHandIsSeenByTheMissingTag() {
    apply();
    Found<?> fleet = stack.cloud.standing.get("/fleet/demo-fleet");
    stack.cloud.standing.put(fleet.id(), untagged(fleet));

    assertThat(change(plan(), "fleet").action()).isEqualTo(Action.UPDATE);
  }

  private static <R extends io.sluice.engine.resource.Resource> Found<R> untagged(Found<R> found) {
    return new Found<>(
        found.key(),
        found.revision(),
        found.id(),
        found.resource(),
        java.util.Map.of(),
        null,
        null);
  }

  @Test
  void halfMadeThingIsPutAgain() {
    apply();
    Found<?> gateway = stack.cloud.standing.get("/gateway/demo-g");
    stack.cloud.standing.put(gateway.id(), failed(gateway));

    Change change = change(plan(), "g");

    assertThat(change.action()).isEqualTo(Action.UPDATE);
    assertThat(change.reasons()).containsExactly("provisioningState is Failed");
  }

  private static <R extends io.sluice.engine.resource.Resource> Found<R> failed(Found<R> found) {
    return new Found<>(
        found.key(),
        found.revision(),
        found.id(),
        found.resource(),
        found.tags(),
        null,
        "provisioningState is Failed");
  }

  @Test
  void foreignThingOfOurNameStopsEverythingAndIsNamed() {
    stack.cloud.foreign.add("/gateway/demo-g");
    stack.cloud.foreign.add("/chain/demo-users-lb");

    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.code())
                    .containsExactlyInAnyOrder("plan.foreign", "plan.link-taken"));
    assertThat(stack.cloud.calls).isEmpty();
  }

  @Test
  void whatTheBlueprintNoLongerNamesIsUnlinked() {
    stack.links = List.of("users-lb", "another-lb");
    apply();
    stack.links = List.of("users-lb");

    Plan plan = plan();

    assertThat(plan.steps()).singleElement().extracting(Step::verb).isEqualTo("unlink");
    apply();
    assertThat(stack.cloud.calls).containsExactly("delete chain/demo-another-lb");
  }

  @Test
  void linksCanWaitUntilEverythingElseStands() {
    Plan plan = plan();
    Applier applier = new Applier(stack.cloud, 4, event -> {});

    assertThat(applier.apply(plan.beforeLinks()).ok()).isTrue();
    assertThat(stack.cloud.calls).hasSize(4).noneMatch(call -> call.contains("chain"));

    Plan rest = new Planner(stack.cloud).plan().links();
    assertThat(applier.apply(rest).ok()).isTrue();
    assertThat(stack.cloud.calls).endsWith("create chain/users-lb");
    assertThat(plan().isEmpty()).isTrue();
  }

  @Test
  void destroyTakesEverythingInReverseOrder() {
    apply();
    stack.cloud.calls.clear();

    Plan plan = new Planner(stack.cloud).destroyPlan();
    assertThat(new Applier(stack.cloud, 1, event -> {}).apply(plan).ok()).isTrue();

    assertThat(stack.cloud.standing).isEmpty();
    assertThat(stack.cloud.calls.getLast()).isEqualTo("delete group/demo-rg");
    assertThat(stack.cloud.calls.indexOf("delete fleet/demo-fleet"))
        .isLessThan(stack.cloud.calls.indexOf("delete config/demo-c"));
    assertThat(new Planner(stack.cloud).destroyPlan().isEmpty()).isTrue();
  }

  @Test
  void drawsThePlanForPeople() {
    apply();
    stack.vni = 902;
    stack.interval = 10;
    stack.links = List.of();

    assertThat(PlanText.render(plan(), false))
        .isEqualTo(
            """
            Plan for `demo`:

              -/+    gateway                    g (revision 2)
                       vni: 900 -> 902   # forces a replacement: tunnels change only on an empty pool
                       interval: 5 -> 10
                       traffic: New flows stop until the new gateway is chained.
                       traffic: Probing restarts.
              ~      fleet                      fleet
                       gateway: .../demo-g/pools/p -> .../demo-g-r2/pools/p
              unlink chain                      users-lb

            Plan: 0 to create, 1 to update, 1 to replace, 0 to delete, 0 to link, 1 to unlink.
            """);
  }

  @Test
  void drawsThePlanForPrograms() {
    apply();
    stack.size = 5;

    var json = PlanJson.write(plan());

    assertThat(json.at("/changes").size()).isEqualTo(1);
    assertThat(json.at("/changes/0/action").asText()).isEqualTo("update");
    assertThat(json.at("/changes/0/fields/0/path").asText()).isEqualTo("size");
    assertThat(json.at("/summary/no-op").asInt()).isEqualTo(4);
  }
}
