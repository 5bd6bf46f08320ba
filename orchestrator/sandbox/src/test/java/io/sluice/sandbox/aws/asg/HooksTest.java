package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHookSpecification;

class HooksTest {
  private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";
  private static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";

  private Bench bench = new Bench(1);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void anInstanceThatLeavesIsHeldUntilItSaysThatItHasDrained() throws Exception {
    bench.create(0, 1, request -> request.desiredCapacity(1));
    put("drain", TERMINATING, 7200, "CONTINUE");
    String leaving = bench.awaitInService(1).getFirst();

    desire(0);

    Await.until("it is held", () -> bench.stateOf(leaving).equals("Terminating:Wait"));
    assertThat(bench.autoScaling.targetLifecycleState(leaving)).isEqualTo("Terminated");
    assertThat(bench.cloud.registered()).isEmpty();
    assertThat(bench.cloud.running()).hasSize(1);

    complete("drain", leaving, "CONTINUE");

    Await.until("it is gone", () -> bench.stateOf(leaving).equals("gone"));
    assertThat(bench.cloud.running()).isEmpty();
    assertThat(bench.autoScaling.targetLifecycleState(leaving)).isEmpty();
  }

  @Test
  void theLastOfSeveralHooksLetsItGo() throws Exception {
    bench.create(0, 1, request -> request.desiredCapacity(1));
    put("one", TERMINATING, 7200, "CONTINUE");
    put("two", TERMINATING, 7200, "CONTINUE");
    String leaving = bench.awaitInService(1).getFirst();
    desire(0);
    Await.until("it is held", () -> bench.stateOf(leaving).equals("Terminating:Wait"));

    complete("one", leaving, "CONTINUE");
    assertThat(bench.stateOf(leaving)).isEqualTo("Terminating:Wait");
    assertThatThrownBy(() -> complete("one", leaving, "CONTINUE"))
        .isInstanceOf(AutoScalingException.class)
        .hasMessageContaining("No active Lifecycle Action found with instance ID " + leaving);
    complete("two", leaving, "CONTINUE");

    Await.until("it is gone", () -> bench.stateOf(leaving).equals("gone"));
  }

  @Test
  void aHookThatNobodyAnswersTimesOut() throws Exception {
    bench.close();
    bench = new Bench(600);
    bench.create(0, 1, request -> request.desiredCapacity(1));
    put("drain", TERMINATING, 300, "ABANDON");
    String leaving = bench.awaitInService(1).getFirst();

    desire(0);

    Await.until("it is gone all the same", () -> bench.stateOf(leaving).equals("gone"));
    assertThat(bench.cloud.running()).isEmpty();
  }

  @Test
  void aDeletedHookHoldsNobody() throws Exception {
    bench.create(0, 1, request -> request.desiredCapacity(1));
    put("drain", TERMINATING, 7200, "CONTINUE");
    String leaving = bench.awaitInService(1).getFirst();
    desire(0);
    Await.until("it is held", () -> bench.stateOf(leaving).equals("Terminating:Wait"));
    bench.client.recordLifecycleActionHeartbeat(
        r -> r.autoScalingGroupName("fleet").lifecycleHookName("drain").instanceId(leaving));

    bench.client.deleteLifecycleHook(
        r -> r.autoScalingGroupName("fleet").lifecycleHookName("drain"));

    Await.until("it is gone", () -> bench.stateOf(leaving).equals("gone"));
  }

  @Test
  void aGroupThatIsDeletedByForceWaitsForNoHook() throws Exception {
    bench.create(1, 2, request -> request.desiredCapacity(2));
    put("drain", TERMINATING, 7200, "CONTINUE");
    bench.awaitInService(2);
    desire(1);
    Await.until("one is held", () -> bench.inService().size() == 1);

    bench.client.deleteAutoScalingGroup(r -> r.autoScalingGroupName("fleet").forceDelete(true));

    Await.until("the group is gone", bench::gone);
    assertThat(bench.cloud.running()).isEmpty();
  }

  @Test
  void anInstanceThatIsLaunchedServesOnlyOnceItsHookSaysSo() throws Exception {
    bench.create(
        1,
        1,
        request ->
            request.lifecycleHookSpecificationList(
                LifecycleHookSpecification.builder()
                    .lifecycleHookName("setup")
                    .lifecycleTransition(LAUNCHING)
                    .heartbeatTimeout(7200)
                    .build()));
    Await.until(
        "it is held",
        () ->
            bench.group().instances().stream()
                .anyMatch(i -> i.lifecycleStateAsString().equals("Pending:Wait")));
    String first = bench.group().instances().getFirst().instanceId();
    assertThat(bench.cloud.registered()).isEmpty();

    complete("setup", first, "ABANDON");
    Await.until(
        "it is given up and another one is held",
        () ->
            bench.stateOf(first).equals("gone")
                && bench.group().instances().stream()
                    .anyMatch(i -> i.lifecycleStateAsString().equals("Pending:Wait")));
    String second = bench.group().instances().getFirst().instanceId();
    complete("setup", second, "CONTINUE");

    assertThat(bench.awaitInService(1)).containsExactly(second);
    assertThat(bench.cloud.registered()).containsExactly(second);
  }

  @Test
  void hooksAreShownAsTheyWerePutAndChangeOnlyInWhatIsSaid() {
    bench.create(0, 1, request -> {});
    put("drain", TERMINATING, 300, "CONTINUE");
    bench.client.putLifecycleHook(
        r -> r.autoScalingGroupName("fleet").lifecycleHookName("drain").heartbeatTimeout(60));

    assertThat(
            bench
                .client
                .describeLifecycleHooks(r -> r.autoScalingGroupName("fleet"))
                .lifecycleHooks())
        .containsExactly(
            LifecycleHook.builder()
                .autoScalingGroupName("fleet")
                .lifecycleHookName("drain")
                .lifecycleTransition(TERMINATING)
                .heartbeatTimeout(60)
                .globalTimeout(6000)
                .defaultResult("CONTINUE")
                .build());
    assertThatThrownBy(() -> put("short", TERMINATING, 29, "CONTINUE"))
        .isInstanceOf(AutoScalingException.class)
        .hasMessageContaining("between 30 and 7200");
  }

  @Test
  void aMachineThatItsRoleDoesNotAllowItCannotCompleteAnAction() throws Exception {
    bench.create(0, 1, request -> request.desiredCapacity(1));
    put("drain", TERMINATING, 7200, "CONTINUE");
    String leaving = bench.awaitInService(1).getFirst();
    desire(0);
    Await.until("it is held", () -> bench.stateOf(leaving).equals("Terminating:Wait"));
    bench.cloud.forbid(
        "autoscaling:CompleteLifecycleAction " + bench.group().autoScalingGroupARN());

    try (var machine = bench.client("ASIAMACHINE")) {
      assertThatThrownBy(
              () ->
                  machine.completeLifecycleAction(
                      r ->
                          r.autoScalingGroupName("fleet")
                              .lifecycleHookName("drain")
                              .instanceId(leaving)
                              .lifecycleActionResult("CONTINUE")))
          .isInstanceOfSatisfying(
              AutoScalingException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
    }
    assertThat(bench.stateOf(leaving)).isEqualTo("Terminating:Wait");
  }

  private void put(String name, String transition, int timeout, String result) {
    bench.client.putLifecycleHook(
        r ->
            r.autoScalingGroupName("fleet")
                .lifecycleHookName(name)
                .lifecycleTransition(transition)
                .heartbeatTimeout(timeout)
                .defaultResult(result));
  }

  private void complete(String hook, String instance, String result) {
    bench.client.completeLifecycleAction(
        r ->
            r.autoScalingGroupName("fleet")
                .lifecycleHookName(hook)
                .instanceId(instance)
                .lifecycleActionResult(result));
  }

  private void desire(int capacity) {
    bench.client.setDesiredCapacity(r -> r.autoScalingGroupName("fleet").desiredCapacity(capacity));
  }
}
