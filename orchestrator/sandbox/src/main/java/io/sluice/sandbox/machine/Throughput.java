package io.sluice.sandbox.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.DoubleStream;

/**
 * A fleet's {@code Network In Total} over time. Windows and grains are shrunk by the time scale,
 * but a value is what the same bits per second would give in a grain of the cloud, so that a
 * threshold means the same throughput here and there.
 */
final class Throughput {
  private record Sample(long nanos, Map<String, Long> bytes) {}

  private final Deque<Sample> samples = new ConcurrentLinkedDeque<>();

  void add(long nanos, Map<String, Long> bytesByInstance, Duration keep) {
    samples.addLast(new Sample(nanos, new HashMap<>(bytesByInstance)));
    samples.removeIf(sample -> nanos - sample.nanos() > 2 * keep.toNanos());
  }

  /** The rule's value, or empty before a whole window has been seen. */
  OptionalDouble value(AutoscaleRule rule, TimeScale scale) {
    long grain = scale.here(rule.grain()).toNanos();
    long window = Math.max(grain, scale.here(rule.window()).toNanos());
    Sample newest = samples.peekLast();
    Sample oldest = samples.peekFirst();
    if (newest == null || oldest == null || newest.nanos() - oldest.nanos() < window) {
      return OptionalDouble.empty();
    }
    List<Double> grains = new ArrayList<>();
    Sample end = newest;
    for (Sample sample : (Iterable<Sample>) () -> samples.descendingIterator()) {
      if (end.nanos() - sample.nanos() >= grain) {
        grains.add(combine(rule, perInstance(sample, end, rule.grain())));
        end = sample;
      }
      if (newest.nanos() - sample.nanos() >= window) {
        break;
      }
    }
    DoubleStream values = grains.stream().mapToDouble(Double::doubleValue);
    return switch (rule.aggregation()) {
      case "maximum" -> values.max();
      case "minimum" -> values.min();
      case "total" -> OptionalDouble.of(values.sum());
      case "last" -> values.findFirst();
      default -> values.average();
    };
  }

  private static DoubleStream perInstance(Sample from, Sample to, Duration cloudGrain) {
    double seconds = (to.nanos() - from.nanos()) / 1e9;
    return to.bytes().entrySet().stream()
        .mapToDouble(
            entry ->
                (entry.getValue() - from.bytes().getOrDefault(entry.getKey(), 0L))
                    / seconds
                    * cloudGrain.toSeconds());
  }

  private static double combine(AutoscaleRule rule, DoubleStream instances) {
    return switch (rule.statistic()) {
      case "sum" -> instances.sum();
      case "max" -> instances.max().orElse(0);
      case "min" -> instances.min().orElse(0);
      default -> instances.average().orElse(0);
    };
  }
}
