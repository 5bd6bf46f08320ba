package io.sluice.sandbox.aws.asg;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code NetworkIn} of a group's instances, one value each a period. A period of the cloud, a
 * minute, is shorter here by the time scale, but a value is what the same bytes per second would
 * give in a whole minute, so that a target means the same throughput here and there. Guarded by its
 * group.
 */
final class InboundMetric {
  static final int PERIOD_SECONDS = 60;

  /** As many as scaling in looks back. */
  static final int KEPT = 15;

  /** What was measured in a period that ended at {@code nanos}: bytes per minute by instance. */
  record Point(long nanos, Map<String, Double> perInstance) {}

  private final Deque<Point> points = new ArrayDeque<>();
  private Map<String, Long> before = Map.of();
  private @Nullable Long began;

  /**
   * Looks at the counters; true when a period has ended and there is a new point.
   *
   * @param bytes that came to each instance since it exists
   */
  boolean sample(long now, Map<String, Long> bytes, Pace pace) {
    Long start = began;
    long period = Math.max(pace.here(PERIOD_SECONDS), Pace.TICK.toNanos());
    if (start != null && now - start < period) {
      return false;
    }
    if (start != null) {
      double minutes = (now - start) / (double) Duration.ofMinutes(1).toNanos();
      Map<String, Double> values = new HashMap<>();
      bytes.forEach(
          (instance, total) -> {
            Long earlier = before.get(instance);
            if (earlier != null) {
              values.put(instance, (total - earlier) / minutes);
            }
          });
      points.addFirst(new Point(now, values));
      if (points.size() > KEPT) {
        points.removeLast();
      }
    }
    began = now;
    before = Map.copyOf(bytes);
    return start != null;
  }

  /** Begins anew: what was decided on is not decided on twice. */
  void forget() {
    points.clear();
  }

  /** The newest ones first. */
  List<Point> points() {
    return new ArrayList<>(points);
  }
}
