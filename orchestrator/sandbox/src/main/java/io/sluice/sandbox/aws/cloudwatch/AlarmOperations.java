package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.aws.cloudwatch.Alarms.Standing;
import io.sluice.sandbox.aws.cloudwatch.Alarms.State;
import io.sluice.sandbox.aws.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Alarms: put, shown, set, tagged and deleted. */
final class AlarmOperations {
  static final Set<String> STATISTICS =
      Set.of("SampleCount", "Average", "Sum", "Minimum", "Maximum");

  private static final Set<String> COMPARISONS =
      Set.of(
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold");
  private static final Set<String> MISSING_DATA =
      Set.of("breaching", "notBreaching", "ignore", "missing");
  private static final int ACTIONS = 5;
  private static final int NAMES = 100;
  private static final int PAGE = 50;
  private static final int DAY = 86_400;
  private static final int WEEK = 7 * DAY;
  private static final int HOUR = 3_600;

  private final Alarms alarms;

  AlarmOperations(Alarms alarms) {
    this.alarms = alarms;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "PutMetricAlarm", this::put,
        "DescribeAlarms", this::describe,
        "DescribeAlarmsForMetric", this::describeForMetric,
        "DeleteAlarms", this::delete,
        "SetAlarmState", this::setState,
        "TagResource", this::tag,
        "UntagResource", this::untag,
        "ListTagsForResource", this::listTags);
  }

  private Map<String, ?> put(String region, JsonNode in) {
    if (in.has("Metrics") || in.has("ExtendedStatistic") || in.has("EvaluationCriteria")) {
      throw Read.invalid("Only alarms on one metric and one plain statistic are supported here.");
    }
    int periods = Read.number(in, "EvaluationPeriods");
    Alarm alarm =
        new Alarm(
            Read.text(in, "AlarmName"),
            Read.text(in, "AlarmDescription", ""),
            Read.text(in, "Namespace"),
            Read.text(in, "MetricName"),
            Read.dimensions(in),
            Read.oneOf(in, "Statistic", STATISTICS),
            Read.optional(in, "Unit").orElse(null),
            period(in),
            periods,
            Read.number(in, "DatapointsToAlarm", periods),
            Read.decimal(in, "Threshold"),
            Read.oneOf(in, "ComparisonOperator", COMPARISONS),
            in.has("TreatMissingData")
                ? Read.oneOf(in, "TreatMissingData", MISSING_DATA)
                : "missing",
            Read.truth(in, "ActionsEnabled", true),
            actions(in, "AlarmActions"),
            actions(in, "OKActions"),
            actions(in, "InsufficientDataActions"));
    check(alarm);
    boolean there = alarms.find(region, alarm.name()).isPresent();
    alarms.put(region, alarm);
    if (!there) {
      alarms.find(region, alarm.name()).ifPresent(standing -> alarms.tags(standing, Read.tags(in)));
    }
    return Map.of();
  }

  /** Of any operation: 10, 20, 30, or a multiple of 60 seconds. */
  static int period(JsonNode in) {
    int period = Read.number(in, "Period");
    if (period <= 0 || (period % 60 != 0 && !Set.of(1, 5, 10, 20, 30).contains(period))) {
      throw Read.invalid(
          "The parameter Period must be 10, 20, 30 or a multiple of 60, not %d.".formatted(period));
    }
    return period;
  }

  private static void check(Alarm alarm) {
    if (alarm.evaluationPeriods() < 1) {
      throw Read.invalid("The parameter EvaluationPeriods must be greater than 0.");
    }
    if (alarm.datapointsToAlarm() < 1 || alarm.datapointsToAlarm() > alarm.evaluationPeriods()) {
      throw Read.invalid(
          "The parameter DatapointsToAlarm must be between 1 and EvaluationPeriods.");
    }
    long watched = (long) alarm.periodSeconds() * alarm.evaluationPeriods();
    if (watched > (alarm.periodSeconds() < HOUR ? DAY : WEEK)) {
      throw Read.invalid(
          "Metrics cannot be checked across more than a day, or a week with periods of an hour"
              + " (EvaluationPeriods * Period must be <= 86400).");
    }
  }

  private static List<String> actions(JsonNode in, String name) {
    List<String> actions = Read.texts(in, name);
    if (actions.size() > ACTIONS) {
      throw Read.invalid("An alarm has at most %d actions of a state.".formatted(ACTIONS));
    }
    return actions;
  }

  private Map<String, ?> describe(String region, JsonNode in) {
    List<String> names = names(in);
    Optional<String> prefix = Read.optional(in, "AlarmNamePrefix");
    if (!names.isEmpty() && prefix.isPresent()) {
      throw Read.combination("AlarmNamePrefix and AlarmNames are mutually exclusive.");
    }
    Optional<String> state = Read.optional(in, "StateValue");
    Optional<String> action = Read.optional(in, "ActionPrefix");
    List<String> types = Read.texts(in, "AlarmTypes");
    int size = Read.number(in, "MaxRecords", names.isEmpty() ? PAGE : NAMES);
    if (size < 1 || size > NAMES) {
      throw Read.invalid("The parameter MaxRecords must be between 1 and 100.");
    }
    List<Standing> chosen =
        alarms.all(region).stream()
            .filter(each -> types.isEmpty() || types.contains("MetricAlarm"))
            .filter(each -> names.isEmpty() || names.contains(each.alarm().name()))
            .filter(each -> each.alarm().name().startsWith(prefix.orElse("")))
            .filter(each -> state.isEmpty() || each.state().name().equals(state.get()))
            .filter(
                each ->
                    action.isEmpty()
                        || each.alarm().actions().stream()
                            .anyMatch(arn -> arn.startsWith(action.get())))
            .toList();
    Map<String, Object> answer =
        Page.of(
            "MetricAlarms",
            chosen,
            size,
            Read.optional(in, "NextToken"),
            each -> each.alarm().name(),
            AlarmOperations::describe);
    answer.put("CompositeAlarms", List.of());
    return answer;
  }

  private Map<String, ?> describeForMetric(String region, JsonNode in) {
    String namespace = Read.text(in, "Namespace");
    String metric = Read.text(in, "MetricName");
    Map<String, String> dimensions = Read.dimensions(in);
    Optional<String> statistic = Read.optional(in, "Statistic");
    int period = Read.number(in, "Period", 0);
    return Map.of(
        "MetricAlarms",
        alarms.all(region).stream()
            .filter(each -> each.alarm().namespace().equals(namespace))
            .filter(each -> each.alarm().metric().equals(metric))
            .filter(each -> each.alarm().dimensions().equals(dimensions))
            .filter(each -> statistic.map(each.alarm().statistic()::equals).orElse(true))
            .filter(each -> period == 0 || each.alarm().periodSeconds() == period)
            .map(AlarmOperations::describe)
            .toList());
  }

  private static Map<String, ?> describe(Standing standing) {
    Alarm alarm = standing.alarm();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("AlarmName", alarm.name());
    all.put("AlarmArn", standing.arn());
    if (!alarm.description().isEmpty()) {
      all.put("AlarmDescription", alarm.description());
    }
    all.put("AlarmConfigurationUpdatedTimestamp", standing.configured());
    all.put("ActionsEnabled", alarm.actionsEnabled());
    all.put("OKActions", alarm.okActions());
    all.put("AlarmActions", alarm.actions());
    all.put("InsufficientDataActions", alarm.insufficientDataActions());
    all.put("StateValue", standing.state().name());
    all.put("StateReason", standing.reason());
    all.put("StateUpdatedTimestamp", standing.since());
    all.put("StateTransitionedTimestamp", standing.since());
    all.put("MetricName", alarm.metric());
    all.put("Namespace", alarm.namespace());
    all.put("Statistic", alarm.statistic());
    all.put("Dimensions", Read.pairs("Name", alarm.dimensions()));
    all.put("Period", alarm.periodSeconds());
    if (alarm.unit() != null) {
      all.put("Unit", alarm.unit());
    }
    all.put("EvaluationPeriods", alarm.evaluationPeriods());
    if (alarm.datapointsToAlarm() != alarm.evaluationPeriods()) {
      all.put("DatapointsToAlarm", alarm.datapointsToAlarm());
    }
    all.put("Threshold", alarm.threshold());
    all.put("ComparisonOperator", alarm.comparison());
    all.put("TreatMissingData", alarm.treatMissingData());
    return all;
  }

  private static List<String> names(JsonNode in) {
    List<String> names = Read.texts(in, "AlarmNames");
    if (names.size() > NAMES) {
      throw Read.invalid("At most %d alarm names can be given.".formatted(NAMES));
    }
    return names;
  }

  private Map<String, ?> delete(String region, JsonNode in) {
    List<String> names = names(in);
    List<String> unknown =
        names.stream().filter(name -> alarms.find(region, name).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      throw new AwsException(404, "ResourceNotFound", "Alarms not found: " + unknown);
    }
    alarms.delete(region, names);
    return Map.of();
  }

  private Map<String, ?> setState(String region, JsonNode in) {
    String name = Read.text(in, "AlarmName");
    String state = Read.oneOf(in, "StateValue", Set.of("OK", "ALARM", "INSUFFICIENT_DATA"));
    if (!alarms.setState(region, name, State.valueOf(state), Read.text(in, "StateReason", ""))) {
      throw new AwsException(404, "ResourceNotFound", "Alarm not found: " + name);
    }
    return Map.of();
  }

  private Standing byArn(String region, JsonNode in) {
    String arn = Read.text(in, "ResourceARN");
    return alarms.all(region).stream()
        .filter(each -> each.arn().equals(arn))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsException(404, "ResourceNotFoundException", "There is no resource " + arn));
  }

  private Map<String, ?> tag(String region, JsonNode in) {
    Standing alarm = byArn(region, in);
    Map<String, String> after = new TreeMap<>(alarms.tags(alarm));
    after.putAll(Read.tags(in));
    alarms.tags(alarm, after);
    return Map.of();
  }

  private Map<String, ?> untag(String region, JsonNode in) {
    Standing alarm = byArn(region, in);
    Map<String, String> after = new TreeMap<>(alarms.tags(alarm));
    Read.texts(in, "TagKeys").forEach(after::remove);
    alarms.tags(alarm, after);
    return Map.of();
  }

  private Map<String, ?> listTags(String region, JsonNode in) {
    return Map.of("Tags", Read.pairs("Key", alarms.tags(byArn(region, in))));
  }
}
