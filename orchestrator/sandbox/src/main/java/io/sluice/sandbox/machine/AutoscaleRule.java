package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;

/**
 * A rule of an autoscale setting ({@code Microsoft.Insights/autoscaleSettings}, 2022-10-01).
 *
 * @param metric {@code Network In Total} is what the sandbox measures; rules on others never fire
 * @param grain a value of the metric is bytes per grain
 * @param statistic how instances combine: {@code Average}, {@code Min}, {@code Max}, {@code Sum}
 * @param aggregation how grains combine: {@code Average}, {@code Minimum}, {@code Maximum}, {@code
 *     Total}, {@code Last}
 * @param change instances to add or take away, negative for a decrease
 */
record AutoscaleRule(
    String metric,
    Duration grain,
    Duration window,
    String statistic,
    String aggregation,
    String operator,
    double threshold,
    boolean increase,
    String change,
    double value,
    Duration cooldown) {

  static AutoscaleRule of(JsonNode rule) {
    JsonNode trigger = rule.path("metricTrigger");
    JsonNode action = rule.path("scaleAction");
    return new AutoscaleRule(
        trigger.path("metricName").asText(),
        Duration.parse(trigger.path("timeGrain").asText("PT1M")),
        Duration.parse(trigger.path("timeWindow").asText("PT5M")),
        trigger.path("statistic").asText("Average").toLowerCase(Locale.ROOT),
        trigger.path("timeAggregation").asText("Average").toLowerCase(Locale.ROOT),
        trigger.path("operator").asText(),
        trigger.path("threshold").asDouble(),
        action.path("direction").asText().equalsIgnoreCase("Increase"),
        action.path("type").asText("ChangeCount"),
        action.path("value").asDouble(1),
        Duration.parse(action.path("cooldown").asText("PT5M")));
  }

  boolean measurable() {
    return metric.equalsIgnoreCase("Network In Total") || metric.equalsIgnoreCase("Network In");
  }

  boolean fires(double measured) {
    return switch (operator) {
      case "GreaterThan" -> measured > threshold;
      case "GreaterThanOrEqual" -> measured >= threshold;
      case "LessThan" -> measured < threshold;
      case "LessThanOrEqual" -> measured <= threshold;
      case "Equals" -> measured == threshold;
      case "NotEquals" -> measured != threshold;
      default -> false;
    };
  }

  /** The capacity after the action, before the profile's limits. */
  int after(int capacity) {
    if (change.equalsIgnoreCase("ExactCount")) {
      return (int) value;
    }
    int step =
        change.equalsIgnoreCase("PercentChangeCount")
            ? (int) Math.max(1, Math.round(capacity * value / 100))
            : (int) value;
    return increase ? capacity + step : capacity - step;
  }
}
