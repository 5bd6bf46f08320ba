package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Rooms;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures {@code NetworkIn} of running instances and of Auto Scaling groups, once a minute of the
 * cloud, as EC2 does with detailed monitoring. An instance of no group shows from when it first
 * received anything. Used by one thread.
 */
final class Sampler {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String GROUP_TAG = "aws:autoscaling:groupName";
  private static final String UNIT = "Bytes";

  private record Seen(Instant time, long bytes) {}

  private final Rooms rooms;
  private final MetricHistory history;
  private Map<String, Seen> before = new HashMap<>();

  Sampler(Rooms rooms, MetricHistory history) {
    this.rooms = rooms;
    this.history = history;
  }

  /** How long one of its minutes takes here. */
  Duration minute() {
    return history.here(MINUTE);
  }

  /**
   * Measures what came since the last time.
   *
   * @param end of the minute that is told of
   * @param now a little later, as it may be
   */
  void measure(Instant end, Instant now) {
    Map<String, Seen> seen = new HashMap<>();
    Compute compute = rooms.compute();
    for (String region : compute.regions()) {
      Map<String, DoubleSummaryStatistics> groups = new TreeMap<>();
      for (Ec2Instance instance : compute.instances(region)) {
        if (instance.state().equals("running")) {
          measure(instance, end, now, seen, groups);
        }
      }
      groups.forEach(
          (group, values) ->
              history.add(
                  MetricKey.networkInOfGroup(region, group), UNIT, Sample.of(begin(end), values)));
    }
    before = seen;
  }

  private Instant begin(Instant end) {
    return end.minus(minute());
  }

  private void measure(
      Ec2Instance instance,
      Instant end,
      Instant now,
      Map<String, Seen> seen,
      Map<String, DoubleSummaryStatistics> groups) {
    long bytes = rooms.network().networkIn(instance.id());
    seen.put(instance.id(), new Seen(now, bytes));
    Seen last = before.get(instance.id());
    String group = instance.tags().get(GROUP_TAG);
    if (last == null || (group == null && bytes == 0)) {
      return;
    }
    double seconds = Duration.between(last.time(), now).toNanos() / 1e9;
    double perMinute = (bytes - last.bytes()) / seconds * MINUTE.toSeconds();
    history.add(
        MetricKey.networkInOfInstance(instance.region(), instance.id()),
        UNIT,
        Sample.of(begin(end), perMinute));
    if (group != null) {
      groups.computeIfAbsent(group, any -> new DoubleSummaryStatistics()).accept(perMinute);
    }
  }
}
