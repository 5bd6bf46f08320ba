package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Account;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A target tracking policy.
 *
 * @param predefined e.g. {@code ASGAverageNetworkIn}, or null for a customized metric
 * @param statistic over the instances: {@code Average}, {@code Minimum}, {@code Maximum}, {@code
 *     Sum}
 * @param periodSeconds a value is of that many seconds of the cloud
 * @param warmupSeconds of its own, or null for the group's
 * @param alarms ids that make its alarms' names: high, then low
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html">
 *     PutScalingPolicy</a>
 */
record Policy(
    String name,
    String arn,
    @Nullable String predefined,
    String namespace,
    String metric,
    Map<String, String> dimensions,
    String statistic,
    int periodSeconds,
    double target,
    boolean disableScaleIn,
    boolean enabled,
    @Nullable Integer warmupSeconds,
    List<String> alarms) {
  static final String TYPE = "TargetTrackingScaling";

  private static final Set<String> STATISTICS = Set.of("Average", "Minimum", "Maximum", "Sum");
  private static final Map<String, String> PREDEFINED =
      new TreeMap<>(
          Map.of(
              "ASGAverageNetworkIn", "NetworkIn",
              "ASGAverageNetworkOut", "NetworkOut",
              "ASGAverageCPUUtilization", "CPUUtilization"));

  /**
   * Reads one; one that is changed keeps its ARN and the names of its alarms.
   *
   * @throws AwsException {@code ValidationError}
   */
  static Policy read(Params in, Group group, @Nullable Policy before) {
    String name = Checks.require(in, "PolicyName");
    String type = in.text("PolicyType", "SimpleScaling");
    if (!type.equals(TYPE)) {
      throw Checks.invalid("The sandbox runs policies of the type " + TYPE + " only, not " + type);
    }
    Params tracking = in.child("TargetTrackingConfiguration");
    Params predefined = tracking.child("PredefinedMetricSpecification");
    Params custom = tracking.child("CustomizedMetricSpecification");
    boolean isPredefined = tracking.has("PredefinedMetricSpecification");
    if (isPredefined == tracking.has("CustomizedMetricSpecification")) {
      throw Checks.invalid(
          "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be"
              + " specified");
    }
    if (custom.has("Metrics")) {
      throw Checks.invalid("The sandbox computes no metric math: name one metric");
    }
    String known =
        isPredefined
            ? Checks.oneOf(
                "PredefinedMetricType",
                Checks.require(predefined, "PredefinedMetricType"),
                PREDEFINED.keySet())
            : null;
    return new Policy(
        name,
        before == null
            ? Account.arn(
                "autoscaling",
                group.region,
                "scalingPolicy:%s:autoScalingGroupName/%s:policyName/%s"
                    .formatted(UUID.randomUUID(), group.name, name))
            : before.arn,
        known,
        known == null ? Checks.require(custom, "Namespace") : "AWS/EC2",
        known == null
            ? Checks.require(custom, "MetricName")
            : PREDEFINED.getOrDefault(known, known),
        known == null ? dimensions(custom) : Map.of("AutoScalingGroupName", group.name),
        known == null
            ? Checks.oneOf("Statistic", Checks.require(custom, "Statistic"), STATISTICS)
            : "Average",
        custom.number("Period").orElse(InboundMetric.PERIOD_SECONDS),
        target(tracking),
        tracking.truth("DisableScaleIn").orElse(false),
        in.truth("Enabled").orElse(true),
        in.number("EstimatedInstanceWarmup").orElse(null),
        before == null
            ? List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString())
            : before.alarms);
  }

  private static Map<String, String> dimensions(Params custom) {
    Map<String, String> dimensions = new TreeMap<>();
    for (Params dimension : custom.list("Dimensions")) {
      dimensions.put(Checks.require(dimension, "Name"), Checks.require(dimension, "Value"));
    }
    return dimensions;
  }

  private static double target(Params tracking) {
    String text = Checks.require(tracking, "TargetValue");
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value <= 1e100) {
        return value;
      }
    } catch (NumberFormatException e) {
      // no value, like the rest
    }
    throw Checks.invalid("The target value must be a number above zero, not " + text);
  }

  /** Whether the sandbox measures what the policy follows; else its alarms lack data. */
  boolean measured(Group group) {
    return namespace.equals("AWS/EC2")
        && metric.equals("NetworkIn")
        && dimensions.equals(Map.of("AutoScalingGroupName", group.name));
  }

  /** How long an instance counts as warming up, in seconds of the cloud. */
  int warmupSeconds(Settings settings) {
    Integer own = warmupSeconds;
    Integer general = settings.warmupSeconds();
    if (own != null) {
      return own;
    }
    return general == null ? settings.cooldownSeconds() : general;
  }

  String highAlarm(Group group) {
    return "TargetTracking-%s-AlarmHigh-%s".formatted(group.name, alarms.getFirst());
  }

  String lowAlarm(Group group) {
    return "TargetTracking-%s-AlarmLow-%s".formatted(group.name, alarms.getLast());
  }

  List<String> alarmNames(Group group) {
    return disableScaleIn ? List.of(highAlarm(group)) : List.of(highAlarm(group), lowAlarm(group));
  }

  void writeAlarms(Xml xml, Group group) {
    xml.list(
        "Alarms",
        "member",
        alarmNames(group),
        (item, alarm) ->
            item.add("AlarmName", alarm)
                .add("AlarmARN", Account.arn("cloudwatch", group.region, "alarm:" + alarm)));
  }

  void write(Xml xml, Group group) {
    xml.add("AutoScalingGroupName", group.name)
        .add("PolicyName", name)
        .add("PolicyARN", arn)
        .add("PolicyType", TYPE)
        .add("EstimatedInstanceWarmup", warmupSeconds);
    xml.list("StepAdjustments", "member", List.of(), (item, nothing) -> {});
    writeAlarms(xml, group);
    xml.add("TargetTrackingConfiguration", this::writeTracking).add("Enabled", enabled);
  }

  private void writeTracking(Xml xml) {
    if (predefined != null) {
      xml.add(
          "PredefinedMetricSpecification",
          metricType -> metricType.add("PredefinedMetricType", predefined));
    } else {
      xml.add(
          "CustomizedMetricSpecification",
          custom ->
              custom
                  .add("MetricName", metric)
                  .add("Namespace", namespace)
                  .list(
                      "Dimensions",
                      "member",
                      dimensions.entrySet(),
                      (item, dimension) ->
                          item.add("Name", dimension.getKey()).add("Value", dimension.getValue()))
                  .add("Statistic", statistic)
                  .add("Period", periodSeconds));
    }
    xml.add("TargetValue", target).add("DisableScaleIn", disableScaleIn);
  }
}
