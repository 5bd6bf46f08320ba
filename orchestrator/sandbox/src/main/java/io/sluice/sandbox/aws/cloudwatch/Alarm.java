package io.sluice.sandbox.aws.cloudwatch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an alarm watches, as PutMetricAlarm says it.
 *
 * @param dimensions by name
 * @param statistic {@code Average}, {@code Sum}, {@code Minimum}, {@code Maximum} or {@code
 *     SampleCount}
 * @param unit e.g. {@code Bytes}, or null where none was said; it is shown, never used to choose
 * @param periodSeconds of the cloud; here it passes faster by the time scale
 * @param datapointsToAlarm of the evaluation periods, how many must breach
 * @param comparison e.g. {@code GreaterThanThreshold}
 * @param treatMissingData {@code missing}, {@code breaching}, {@code notBreaching} or {@code
 *     ignore}
 * @param actions ARNs for the state ALARM; nothing is done with them here: who acts listens to
 *     {@link Alarms}
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html">
 *     PutMetricAlarm</a>
 */
public record Alarm(
    String name,
    String description,
    String namespace,
    String metric,
    Map<String, String> dimensions,
    String statistic,
    @Nullable String unit,
    int periodSeconds,
    int evaluationPeriods,
    int datapointsToAlarm,
    double threshold,
    String comparison,
    String treatMissingData,
    boolean actionsEnabled,
    List<String> actions,
    List<String> okActions,
    List<String> insufficientDataActions) {

  public Alarm {
    dimensions = Map.copyOf(dimensions);
    actions = List.copyOf(actions);
    okActions = List.copyOf(okActions);
    insufficientDataActions = List.copyOf(insufficientDataActions);
  }

  /** An alarm on every one of its periods, silent about the rest. */
  public static Alarm of(
      String name,
      String namespace,
      String metric,
      Map<String, String> dimensions,
      String statistic,
      int periodSeconds,
      int evaluationPeriods,
      double threshold,
      String comparison,
      List<String> actions) {
    return new Alarm(
        name,
        "",
        namespace,
        metric,
        dimensions,
        statistic,
        null,
        periodSeconds,
        evaluationPeriods,
        evaluationPeriods,
        threshold,
        comparison,
        "missing",
        true,
        actions,
        List.of(),
        List.of());
  }

  public Alarm withDescription(String text) {
    return new Alarm(
        name,
        text,
        namespace,
        metric,
        dimensions,
        statistic,
        unit,
        periodSeconds,
        evaluationPeriods,
        datapointsToAlarm,
        threshold,
        comparison,
        treatMissingData,
        actionsEnabled,
        actions,
        okActions,
        insufficientDataActions);
  }

  MetricKey key(String region) {
    return new MetricKey(region, namespace, metric, new TreeMap<>(dimensions));
  }

  /** Whether a value is beyond the threshold. */
  boolean breaches(double value) {
    return switch (comparison) {
      case "GreaterThanOrEqualToThreshold" -> value >= threshold;
      case "LessThanThreshold" -> value < threshold;
      case "LessThanOrEqualToThreshold" -> value <= threshold;
      default -> value > threshold;
    };
  }
}
