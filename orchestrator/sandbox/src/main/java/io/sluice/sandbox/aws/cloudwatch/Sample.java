package io.sluice.sandbox.aws.cloudwatch;

import java.time.Instant;
import java.util.DoubleSummaryStatistics;

/**
 * What was measured at a moment, of one thing or of several together: CloudWatch's statistic set.
 *
 * @param time when the minute that it tells of began
 */
record Sample(Instant time, double count, double sum, double min, double max) {
  static Sample of(Instant time, double value) {
    return new Sample(time, 1, value, value, value);
  }

  static Sample of(Instant time, DoubleSummaryStatistics values) {
    return new Sample(time, values.getCount(), values.getSum(), values.getMin(), values.getMax());
  }

  /** Both together, at this one's time. */
  Sample with(Sample other) {
    return new Sample(
        time,
        count + other.count,
        sum + other.sum,
        Math.min(min, other.min),
        Math.max(max, other.max));
  }

  Sample at(Instant moment) {
    return new Sample(moment, count, sum, min, max);
  }

  /** By CloudWatch's name of a statistic; NaN for one that is unknown. */
  double statistic(String name) {
    return switch (name) {
      case "Average" -> sum / count;
      case "Sum" -> sum;
      case "Minimum" -> min;
      case "Maximum" -> max;
      case "SampleCount" -> count;
      default -> Double.NaN;
    };
  }
}
