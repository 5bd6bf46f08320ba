package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.testing.Await;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Bench bench = new Bench(60);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aTargetThatFailsAfterItWasHealthyIsReplaced() throws Exception {
    bench.create(2, 2, request -> request.healthCheckGracePeriod(7200));
    String ill = bench.awaitInService(2).getFirst();
    awaitSeenHealthy(ill);

    bench.cloud.find(ill, Health.UNHEALTHY);

    awaitReplaced(ill);
    assertThat(causeOfEnd(ill)).contains("an ELB system health check failure");
  }

  @Test
  void aTargetThatNeverBecameHealthyIsReplacedOnlyAfterTheGracePeriod() throws Exception {
    bench.cloud.findTargets(Health.UNHEALTHY);
    bench.create(1, 1, request -> request.healthCheckGracePeriod(7200));
    List<String> first = bench.awaitInService(1);
    // what is asked here again and again goes through many rounds of the health check
    for (int i = 0; i < 20; i++) {
      assertThat(bench.inService()).isEqualTo(first);
    }

    bench.client.updateAutoScalingGroup(
        r -> r.autoScalingGroupName("fleet").healthCheckGracePeriod(0));

    Await.until("it is replaced", () -> bench.stateOf(first.getFirst()).equals("gone"));
  }

  @Test
  void aMachineThatIsGoneIsReplaced() throws Exception {
    bench.create(1, 1, request -> request.healthCheckType("EC2"));
    String gone = bench.awaitInService(1).getFirst();

    bench.cloud.terminate(FakeCloud.REGION, List.of(gone));

    awaitReplaced(gone);
  }

  @Test
  void aGroupThatAsksEc2OnlyKeepsWhatItsBalancerCallsIll() throws Exception {
    bench.create(1, 2, request -> request.healthCheckType("EC2"));
    String ill = bench.awaitInService(1).getFirst();
    bench.cloud.find(ill, Health.UNHEALTHY);

    // a later decision of the same clock shows that this one had its chance
    bench.client.setDesiredCapacity(r -> r.autoScalingGroupName("fleet").desiredCapacity(2));

    assertThat(bench.awaitInService(2)).contains(ill);
  }

  @Test
  void whatSomebodyCallsUnhealthyIsReplacedAtOnceIfHeWillNotWait() throws Exception {
    bench.create(1, 1, request -> request.healthCheckGracePeriod(7200));
    String ill = bench.awaitInService(1).getFirst();

    bench.client.setInstanceHealth(r -> r.instanceId(ill).healthStatus("Unhealthy"));
    assertThat(bench.group().instances()).allMatch(i -> i.healthStatus().equals("Healthy"));
    bench.client.setInstanceHealth(
        r -> r.instanceId(ill).healthStatus("Unhealthy").shouldRespectGracePeriod(false));

    awaitReplaced(ill);
  }

  @Test
  void nothingIsReplacedWhileThatIsSuspended() throws Exception {
    bench.create(1, 1, request -> {});
    String ill = bench.awaitInService(1).getFirst();
    awaitSeenHealthy(ill);
    bench.client.suspendProcesses(
        r -> r.autoScalingGroupName("fleet").scalingProcesses("ReplaceUnhealthy"));
    assertThat(bench.group().suspendedProcesses())
        .singleElement()
        .satisfies(p -> assertThat(p.processName()).isEqualTo("ReplaceUnhealthy"));

    bench.cloud.find(ill, Health.UNHEALTHY);
    Await.until(
        "it is seen",
        () -> bench.group().instances().getFirst().healthStatus().equals("Unhealthy"));
    assertThat(bench.inService()).containsExactly(ill);

    bench.client.resumeProcesses(r -> r.autoScalingGroupName("fleet"));
    awaitReplaced(ill);
  }

  private void awaitReplaced(String instance) throws Exception {
    Await.until(
        instance + " is replaced",
        () -> bench.stateOf(instance).equals("gone") && !bench.inService().isEmpty());
  }

  /** Its clock goes on, so that a whole round has seen it healthy. */
  private void awaitSeenHealthy(String instance) throws Exception {
    Await.until("its health was asked for", () -> bench.cloud.asked(instance) > 2);
  }

  private String causeOfEnd(String instance) {
    return bench.client.describeScalingActivities().activities().stream()
        .filter(activity -> activity.description().equals("Terminating EC2 instance: " + instance))
        .findFirst()
        .orElseThrow()
        .cause();
  }
}
