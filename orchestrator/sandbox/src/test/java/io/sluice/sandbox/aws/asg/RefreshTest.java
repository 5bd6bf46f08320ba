package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.testing.Await;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.ActiveInstanceRefreshNotFoundException;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;

class RefreshTest {
  private final Bench bench = new Bench(600);
  private List<String> old = List.of();

  @BeforeEach
  void twoServe() throws Exception {
    bench.create(2, 3, request -> request.healthCheckGracePeriod(7200));
    old = bench.awaitInService(2);
    bench.cloud.newTemplateVersion();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void withRoomForMoreANewOneMustBeHealthyBeforeAnOldOneGoes() throws Exception {
    bench.cloud.findTargets(Health.INITIAL);
    old.forEach(id -> bench.cloud.find(id, Health.HEALTHY));

    start(preferences -> preferences.minHealthy(100).maxHealthy(150));

    Await.until("a third one serves", () -> bench.inService().size() == 3);
    assertThat(bench.inService()).containsAll(old);
    assertThat(refresh().statusAsString()).isEqualTo("InProgress");
    String fresh =
        bench.inService().stream().filter(id -> !old.contains(id)).findFirst().orElseThrow();
    Await.until("it says what it waits for", () -> says(fresh));

    bench.cloud.find(fresh, Health.HEALTHY);
    Await.until(
        "an old one is replaced",
        () -> bench.inService().stream().filter(old::contains).count() == 1);
    assertThat(bench.inService()).contains(fresh);
    bench.cloud.findTargets(Health.HEALTHY);

    awaitStatus("Successful");
    assertThat(bench.awaitInService(2)).doesNotContainAnyElementsOf(old);
    assertThat(refresh().percentageComplete()).isEqualTo(100);
    assertThat(refresh().instancesToUpdate()).isZero();
    assertThat(bench.group().instances())
        .extracting(i -> i.launchTemplate().version())
        .containsOnly("2");
  }

  @Test
  void withoutRoomForMoreTheyGoOneByOne() throws Exception {
    bench.cloud.findTargets(Health.INITIAL);
    old.forEach(id -> bench.cloud.find(id, Health.HEALTHY));

    start(preferences -> preferences.minHealthy(90));

    Await.until("the first one is replaced", () -> bench.inService().size() == 2 && fresh() == 1);
    assertThat(refresh().statusAsString()).isEqualTo("InProgress");
    bench.cloud.findTargets(Health.HEALTHY);
    awaitStatus("Successful");
    assertThat(bench.awaitInService(2)).doesNotContainAnyElementsOf(old);
  }

  @Test
  void thereIsOneRefreshAtATimeAndItCanBeCalledOff() throws Exception {
    bench.cloud.findTargets(Health.INITIAL);
    old.forEach(id -> bench.cloud.find(id, Health.HEALTHY));
    start(preferences -> preferences.minHealthy(100).maxHealthy(150));
    Await.until("it is under way", () -> bench.group().instances().size() == 3);

    assertThatThrownBy(() -> start(preferences -> {}))
        .isInstanceOf(InstanceRefreshInProgressException.class);
    bench.client.cancelInstanceRefresh(r -> r.autoScalingGroupName("fleet"));

    assertThat(refresh().statusAsString()).isEqualTo("Cancelled");
    assertThatThrownBy(
            () -> bench.client.cancelInstanceRefresh(r -> r.autoScalingGroupName("fleet")))
        .isInstanceOf(ActiveInstanceRefreshNotFoundException.class);
    bench.awaitInService(2);
  }

  @Test
  void anotherTemplateBecomesTheGroupsOwnWhenAllRunIt() throws Exception {
    start(
        preferences ->
            preferences
                .request()
                .desiredConfiguration(
                    d ->
                        d.launchTemplate(
                            t -> t.launchTemplateId(FakeCloud.TEMPLATE).version("2"))));

    awaitStatus("Successful");

    assertThat(bench.group().launchTemplate().version()).isEqualTo("2");
    assertThat(refresh().desiredConfiguration().launchTemplate().version()).isEqualTo("2");
    assertThat(bench.awaitInService(2)).doesNotContainAnyElementsOf(old);
  }

  @Test
  void instancesThatMatchAlreadyMayBeSkipped() throws Exception {
    bench.client.terminateInstanceInAutoScalingGroup(
        r -> r.instanceId(old.getFirst()).shouldDecrementDesiredCapacity(false));
    Await.until("one is new", () -> bench.inService().size() == 2 && fresh() == 1);
    String matching =
        bench.inService().stream().filter(id -> !old.contains(id)).findFirst().orElseThrow();

    start(preferences -> preferences.skipMatching());

    awaitStatus("Successful");
    assertThat(bench.awaitInService(2)).contains(matching).doesNotContainAnyElementsOf(old);
  }

  private record Preferences(
      StartInstanceRefreshRequest.Builder request,
      software.amazon.awssdk.services.autoscaling.model.RefreshPreferences.Builder builder) {
    Preferences minHealthy(int percent) {
      builder.minHealthyPercentage(percent);
      return this;
    }

    Preferences maxHealthy(int percent) {
      builder.maxHealthyPercentage(percent);
      return this;
    }

    void skipMatching() {
      builder.skipMatching(true);
    }
  }

  private void start(Consumer<Preferences> said) {
    bench.client.startInstanceRefresh(
        request -> {
          request.autoScalingGroupName("fleet");
          request.preferences(
              preferences -> said.accept(new Preferences(request, preferences.instanceWarmup(0))));
        });
  }

  private InstanceRefresh refresh() {
    return bench
        .client
        .describeInstanceRefreshes(r -> r.autoScalingGroupName("fleet"))
        .instanceRefreshes()
        .getFirst();
  }

  private boolean says(String instance) {
    String reason = refresh().statusReason();
    return reason != null && reason.contains(instance);
  }

  private long fresh() {
    return bench.group().instances().stream()
        .map(Instance::instanceId)
        .filter(id -> !old.contains(id))
        .count();
  }

  private void awaitStatus(String status) throws Exception {
    Await.until("the refresh is " + status, () -> refresh().statusAsString().equals(status));
  }
}
