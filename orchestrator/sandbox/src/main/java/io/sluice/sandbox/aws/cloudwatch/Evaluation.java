package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.aws.cloudwatch.Alarms.Standing;
import io.sluice.sandbox.aws.cloudwatch.Alarms.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What state an alarm should be in. It looks at somewhat more periods than it needs, so that one
 * that came late is no gap; periods that are still missing are treated as the alarm says.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data">
 *     Alarms and missing data</a>
 */
final class Evaluation {
  private static final int MORE = 2;

  private final MetricHistory history;

  Evaluation(MetricHistory history) {
    this.history = history;
  }

  /** Judges every alarm by what was measured before {@code end}. */
  void judge(Alarms alarms, Instant end) {
    for (String region : alarms.regions()) {
      for (Standing standing : alarms.all(region)) {
        Alarm alarm = standing.alarm();
        List<Double> values = values(alarm, region, end);
        state(alarm, values)
            .ifPresent(
                state -> alarms.setState(region, alarm.name(), state, reason(alarm, values)));
      }
    }
  }

  /** The newest values that there are, the newest first, at most as many as are evaluated. */
  private List<Double> values(Alarm alarm, String region, Instant end) {
    Duration period = history.here(Duration.ofSeconds(alarm.periodSeconds()));
    List<Double> values = new ArrayList<>();
    Instant until = end;
    for (int i = 0; i < alarm.evaluationPeriods() + MORE; i++) {
      Instant from = until.minus(period);
      history.between(alarm.key(region), from, until).stream()
          .reduce(Sample::with)
          .map(all -> all.statistic(alarm.statistic()))
          .ifPresent(values::add);
      until = from;
    }
    return values.subList(0, Math.min(values.size(), alarm.evaluationPeriods()));
  }

  /** Empty where the state stays what it is. */
  private static Optional<State> state(Alarm alarm, List<Double> values) {
    int missing = alarm.evaluationPeriods() - values.size();
    long breaching = values.stream().filter(alarm::breaches).count();
    int needed = alarm.datapointsToAlarm();
    if (missing > 0) {
      switch (alarm.treatMissingData()) {
        case "breaching" -> breaching += missing;
        case "notBreaching" -> {
          // A period that is missing counts as one that does not breach
        }
        case "ignore" -> {
          return breaching >= needed ? Optional.of(State.ALARM) : Optional.empty();
        }
        default -> {
          if (values.isEmpty()) {
            return Optional.of(State.INSUFFICIENT_DATA);
          }
          needed = Math.min(needed, values.size());
        }
      }
    }
    return Optional.of(breaching >= needed ? State.ALARM : State.OK);
  }

  private static String reason(Alarm alarm, List<Double> values) {
    if (values.isEmpty()) {
      return "Insufficient Data: %d datapoints were unknown.".formatted(alarm.evaluationPeriods());
    }
    long breaching = values.stream().filter(alarm::breaches).count();
    return "Threshold Crossed: %d out of the last %d datapoints %s were beyond the threshold (%s)."
        .formatted(breaching, values.size(), values, alarm.threshold());
  }
}
