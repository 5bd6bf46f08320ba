package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.cloudwatch.Alarm;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import io.sluice.sandbox.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.MetricDimension;
import software.amazon.awssdk.services.autoscaling.model.MetricType;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.TargetTrackingConfiguration;

class TrackingTest {
  // bytes per minute and instance; the fake balancer gives bytes per second to all together
  private static final double TARGET = 60e6;
  private static final double ONE_INSTANCE_PER_SECOND = TARGET / 60;

  private final Bench bench = new Bench(600);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void loadAboveTheTargetScalesOutByItsRatioAndItsEndScalesIn() throws Exception {
    bench.create(1, 5, request -> {});
    bench.awaitInService(1);
    put("throughput", false);

    bench.cloud.load(2.5 * ONE_INSTANCE_PER_SECOND);
    bench.awaitInService(3);
    assertThat(bench.group().desiredCapacity()).isEqualTo(3);
    assertThat(bench.client.describeScalingActivities().activities())
        .anyMatch(
            activity ->
                activity.cause().contains("in state ALARM triggered policy throughput")
                    && activity.cause().contains("from 1 to 3"));

    bench.cloud.load(0);
    bench.awaitInService(1);
  }

  @Test
  void neverMoreThanTheMaximum() throws Exception {
    bench.create(1, 2, request -> {});
    bench.awaitInService(1);
    put("throughput", false);

    bench.cloud.load(10 * ONE_INSTANCE_PER_SECOND);

    bench.awaitInService(2);
    assertThat(bench.group().desiredCapacity()).isEqualTo(2);
  }

  @Test
  void aPolicyThatMayNotScaleInDoesNot() throws Exception {
    bench.create(1, 2, request -> request.desiredCapacity(2));
    bench.awaitInService(2);
    put("throughput", true);
    awaitPoints();
    assertThat(bench.group().desiredCapacity()).isEqualTo(2);

    put("throughput", false);
    bench.awaitInService(1);
  }

  @Test
  void theAlarmsOfAPolicyAreShownAndGoWithIt() {
    bench.create(0, 2, request -> {});
    String arn = put("throughput", false);

    assertThat(bench.alarms.all(FakeCloud.REGION))
        .extracting(Alarms.Standing::alarm)
        .satisfiesExactly(
            high -> alarm(high, "AlarmHigh", 3, TARGET, "GreaterThanThreshold", arn),
            low -> alarm(low, "AlarmLow", 15, 0.9 * TARGET, "LessThanThreshold", arn));
    ScalingPolicy policy = bench.client.describePolicies().scalingPolicies().getFirst();
    assertThat(policy.alarms())
        .extracting(a -> a.alarmARN())
        .containsExactlyElementsOf(
            bench.alarms.all(FakeCloud.REGION).stream().map(Alarms.Standing::arn).toList());

    put("throughput", true);
    assertThat(bench.alarms.all(FakeCloud.REGION)).hasSize(1);
    bench.client.deletePolicy(r -> r.autoScalingGroupName("fleet").policyName("throughput"));
    assertThat(bench.alarms.all(FakeCloud.REGION)).isEmpty();
    assertThat(bench.client.describePolicies().scalingPolicies()).isEmpty();
  }

  private static void alarm(
      Alarm alarm, String name, int periods, double threshold, String comparison, String policy) {
    assertThat(alarm.name()).startsWith("TargetTracking-fleet-" + name + "-");
    assertThat(alarm.metric()).isEqualTo("NetworkIn");
    assertThat(alarm.dimensions()).containsOnlyKeys("AutoScalingGroupName").containsValue("fleet");
    assertThat(alarm.evaluationPeriods()).isEqualTo(periods);
    assertThat(alarm.threshold()).isEqualTo(threshold);
    assertThat(alarm.comparison()).isEqualTo(comparison);
    assertThat(alarm.actions()).containsExactly(policy);
  }

  @Test
  void policiesAreShownAsTheyWerePut() {
    bench.create(0, 2, request -> {});
    String arn = put("throughput", false);

    ScalingPolicy policy = bench.client.describePolicies().scalingPolicies().getFirst();

    assertThat(policy.policyARN()).isEqualTo(arn);
    assertThat(policy.policyType()).isEqualTo("TargetTrackingScaling");
    assertThat(policy.estimatedInstanceWarmup()).isZero();
    assertThat(policy.enabled()).isTrue();
    assertThat(policy.targetTrackingConfiguration()).isEqualTo(inbound(false));
    assertThat(put("throughput", true)).isEqualTo(arn);
  }

  @Test
  void aCustomizedMetricIsFollowedToo() throws Exception {
    bench.create(1, 3, request -> {});
    bench.awaitInService(1);
    TargetTrackingConfiguration custom =
        TargetTrackingConfiguration.builder()
            .targetValue(TARGET)
            .disableScaleIn(false)
            .customizedMetricSpecification(
                m ->
                    m.namespace("AWS/EC2")
                        .metricName("NetworkIn")
                        .statistic("Average")
                        .period(60)
                        .dimensions(
                            MetricDimension.builder()
                                .name("AutoScalingGroupName")
                                .value("fleet")
                                .build()))
            .build();
    put("custom", custom);

    bench.cloud.load(1.5 * ONE_INSTANCE_PER_SECOND);

    bench.awaitInService(2);
    assertThat(
            bench
                .client
                .describePolicies()
                .scalingPolicies()
                .getFirst()
                .targetTrackingConfiguration())
        .isEqualTo(custom);
  }

  @Test
  void otherKindsOfPolicyAreRefused() {
    bench.create(0, 2, request -> {});

    assertThatThrownBy(
            () ->
                bench.client.putScalingPolicy(
                    r ->
                        r.autoScalingGroupName("fleet")
                            .policyName("step")
                            .policyType("StepScaling")))
        .isInstanceOf(AutoScalingException.class)
        .hasMessageContaining("TargetTrackingScaling only");
  }

  /** Long enough for a decision to scale in: more points than it looks back, all below. */
  private void awaitPoints() throws Exception {
    int before = bench.cloud.counted();
    Await.until("the metric has a history", () -> bench.cloud.counted() > before + 200);
  }

  private String put(String name, boolean disableScaleIn) {
    return put(name, inbound(disableScaleIn));
  }

  private String put(String name, TargetTrackingConfiguration tracking) {
    return bench
        .client
        .putScalingPolicy(
            r ->
                r.autoScalingGroupName("fleet")
                    .policyName(name)
                    .policyType("TargetTrackingScaling")
                    .estimatedInstanceWarmup(0)
                    .targetTrackingConfiguration(tracking))
        .policyARN();
  }

  private static TargetTrackingConfiguration inbound(boolean disableScaleIn) {
    return TargetTrackingConfiguration.builder()
        .targetValue(TARGET)
        .disableScaleIn(disableScaleIn)
        .predefinedMetricSpecification(
            m -> m.predefinedMetricType(MetricType.ASG_AVERAGE_NETWORK_IN))
        .build();
  }
}
