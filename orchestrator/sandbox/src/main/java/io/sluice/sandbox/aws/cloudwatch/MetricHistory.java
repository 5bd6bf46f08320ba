package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.machine.TimeScale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Metrics over time. A minute of the cloud is shorter here by the time scale, and so is every
 * period that is asked for; a value is what the same bytes per second would give in a minute of the
 * cloud, so that a threshold means the same throughput here and there. Thread-safe.
 */
public final class MetricHistory {
  /** Of each metric; three hours of the cloud. */
  static final int KEPT = 180;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** No minute is shorter, however great the time scale. */
  private static final Duration FASTEST = Duration.ofMillis(50);

  private final TimeScale scale;
  private final Map<MetricKey, Deque<Sample>> series = new HashMap<>();
  private final Map<MetricKey, String> units = new HashMap<>();

  public MetricHistory(TimeScale scale) {
    this.scale = scale;
  }

  /** How long a period of the cloud takes here. */
  Duration here(Duration period) {
    Duration minute = scale.here(MINUTE);
    if (minute.compareTo(FASTEST) < 0) {
      minute = FASTEST;
    }
    // By the minute, so that longer periods are whole multiples of it here too
    return Duration.ofMillis(
        Math.max(1, minute.toMillis() * period.toMillis() / MINUTE.toMillis()));
  }

  synchronized void add(MetricKey key, String unit, Sample sample) {
    units.put(key, unit);
    Deque<Sample> samples = series.computeIfAbsent(key, any -> new ArrayDeque<>());
    samples.addLast(sample);
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  /** What the metric is measured in, as it was told last; {@code None} where nothing was. */
  synchronized String unit(MetricKey key) {
    return units.getOrDefault(key, "None");
  }

  /** What was ever measured, in no order. */
  synchronized Set<MetricKey> keys() {
    return Set.copyOf(series.keySet());
  }

  /**
   * Bytes per minute that came to an instance of the group, averaged over the instances and over
   * the last {@code window}: what {@code ASGAverageNetworkIn} follows.
   *
   * @param window of the cloud, at least a minute
   * @return empty before anything was measured in it
   */
  public OptionalDouble average(String region, String autoScalingGroup, Duration window) {
    MetricKey key = MetricKey.networkInOfGroup(region, autoScalingGroup);
    Optional<Instant> last = newest(key);
    if (last.isEmpty()) {
      return OptionalDouble.empty();
    }
    Instant end = last.get().plus(here(MINUTE));
    return between(key, end.minus(here(window)), end).stream()
        .reduce(Sample::with)
        .map(all -> OptionalDouble.of(all.statistic("Average")))
        .orElse(OptionalDouble.empty());
  }

  synchronized Optional<Instant> newest(MetricKey key) {
    return series.getOrDefault(key, new ArrayDeque<>()).stream()
        .map(Sample::time)
        .max(Instant::compareTo);
  }

  /** The samples from {@code start} until before {@code end}. */
  synchronized List<Sample> between(MetricKey key, Instant start, Instant end) {
    return series.getOrDefault(key, new ArrayDeque<>()).stream()
        .filter(sample -> !sample.time().isBefore(start) && sample.time().isBefore(end))
        .toList();
  }

  /** The same, gathered by period; each stands at the beginning of its period. */
  List<Sample> periods(MetricKey key, Instant start, Instant end, Duration period) {
    long length = here(period).toMillis();
    NavigableMap<Instant, Sample> gathered = new TreeMap<>();
    for (Sample sample : between(key, start, end)) {
      Instant begin =
          Instant.ofEpochMilli(Math.floorDiv(sample.time().toEpochMilli(), length) * length);
      gathered.merge(begin, sample.at(begin), Sample::with);
    }
    return List.copyOf(gathered.values());
  }
}
