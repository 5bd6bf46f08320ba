package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.aws.wire.AwsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** Metrics: listed, read and put. */
final class MetricOperations {
  private static final int PAGE = 500;
  private static final int QUERIES = 500;
  private static final int DATAPOINTS = 1_440;

  private final MetricHistory history;
  private final Clock clock;

  MetricOperations(MetricHistory history, Clock clock) {
    this.history = history;
    this.clock = clock;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "ListMetrics", this::list,
        "GetMetricStatistics", this::statistics,
        "GetMetricData", this::data,
        "PutMetricData", this::put);
  }

  private Map<String, ?> list(String region, JsonNode in) {
    Optional<String> namespace = Read.optional(in, "Namespace");
    Optional<String> name = Read.optional(in, "MetricName");
    List<JsonNode> dimensions = Read.list(in, "Dimensions");
    List<MetricKey> chosen =
        history.keys().stream()
            .filter(each -> each.region().equals(region))
            .filter(each -> namespace.map(each.namespace()::equals).orElse(true))
            .filter(each -> name.map(each.name()::equals).orElse(true))
            .filter(each -> dimensions.stream().allMatch(wanted -> has(each, wanted)))
            .sorted(Comparator.comparing(MetricKey::toString))
            .toList();
    return Page.of(
        "Metrics",
        chosen,
        PAGE,
        Read.optional(in, "NextToken"),
        MetricKey::toString,
        each ->
            Map.of(
                "Namespace", each.namespace(),
                "MetricName", each.name(),
                "Dimensions", Read.pairs("Name", each.dimensions())));
  }

  private static boolean has(MetricKey metric, JsonNode wanted) {
    String value = metric.dimensions().get(Read.text(wanted, "Name"));
    return value != null && Read.optional(wanted, "Value").map(value::equals).orElse(true);
  }

  private static MetricKey key(String region, JsonNode in) {
    return new MetricKey(
        region, Read.text(in, "Namespace"), Read.text(in, "MetricName"), Read.dimensions(in));
  }

  private record Span(Instant start, Instant end) {
    static Span of(JsonNode in) {
      Span span = new Span(Read.time(in, "StartTime"), Read.time(in, "EndTime"));
      if (!span.start.isBefore(span.end)) {
        throw Read.invalid("The parameter StartTime must be less than the parameter EndTime.");
      }
      return span;
    }
  }

  private Map<String, ?> statistics(String region, JsonNode in) {
    MetricKey key = key(region, in);
    Span span = Span.of(in);
    int period = AlarmOperations.period(in);
    List<String> statistics = Read.texts(in, "Statistics");
    if (!AlarmOperations.STATISTICS.containsAll(statistics) || in.has("ExtendedStatistics")) {
      throw Read.invalid("Only plain statistics are supported here: " + statistics);
    }
    if (statistics.isEmpty()) {
      throw AwsException.badRequest("MissingParameter", "The parameter Statistics is required.");
    }
    long asked = Duration.between(span.start(), span.end()).toSeconds() / period;
    if (asked > DATAPOINTS) {
      throw Read.combination(
          "You have requested up to %,d datapoints, which exceeds the limit of %,d."
              .formatted(asked, DATAPOINTS));
    }
    String unit = history.unit(key);
    List<Map<String, ?>> datapoints = new ArrayList<>();
    if (Read.text(in, "Unit", unit).equals(unit)) {
      Duration length = Duration.ofSeconds(period);
      for (Sample each : history.periods(key, span.start(), span.end(), length)) {
        Map<String, Object> datapoint = new LinkedHashMap<>();
        datapoint.put("Timestamp", each.time());
        statistics.forEach(name -> datapoint.put(name, each.statistic(name)));
        datapoint.put("Unit", unit);
        datapoints.add(datapoint);
      }
    }
    return Map.of("Label", key.name(), "Datapoints", datapoints);
  }

  private Map<String, ?> data(String region, JsonNode in) {
    Span span = Span.of(in);
    List<JsonNode> queries = Read.list(in, "MetricDataQueries");
    if (queries.size() > QUERIES) {
      throw Read.invalid("At most %d queries can be given.".formatted(QUERIES));
    }
    boolean ascending = Read.text(in, "ScanBy", "").equals("TimestampAscending");
    List<Map<String, ?>> results = new ArrayList<>();
    for (JsonNode query : queries) {
      if (!query.hasNonNull("MetricStat")) {
        throw Read.invalid("Only queries with a MetricStat are supported here.");
      }
      if (Read.truth(query, "ReturnData", true)) {
        results.add(result(region, query, span, ascending));
      }
    }
    return Map.of("MetricDataResults", results, "Messages", List.of());
  }

  private Map<String, ?> result(String region, JsonNode query, Span span, boolean ascending) {
    JsonNode stat = query.path("MetricStat");
    MetricKey key = key(region, stat.path("Metric"));
    String statistic = Read.oneOf(stat, "Stat", AlarmOperations.STATISTICS);
    List<Sample> samples =
        history.periods(
            key, span.start(), span.end(), Duration.ofSeconds(AlarmOperations.period(stat)));
    if (!ascending) {
      samples = samples.reversed();
    }
    return Map.of(
        "Id", Read.text(query, "Id"),
        "Label", Read.text(query, "Label", key.name()),
        "Timestamps", samples.stream().map(Sample::time).toList(),
        "Values", samples.stream().map(each -> each.statistic(statistic)).toList(),
        "StatusCode", "Complete");
  }

  private Map<String, ?> put(String region, JsonNode in) {
    String namespace = Read.text(in, "Namespace");
    if (namespace.startsWith("AWS/")) {
      throw Read.invalid("The value %s for parameter Namespace is invalid.".formatted(namespace));
    }
    for (JsonNode each : Read.list(in, "MetricData")) {
      SortedMap<String, String> dimensions = Read.dimensions(each);
      MetricKey key = new MetricKey(region, namespace, Read.text(each, "MetricName"), dimensions);
      history.add(key, Read.text(each, "Unit", "None"), sample(each));
    }
    return Map.of();
  }

  private Sample sample(JsonNode in) {
    Instant time = in.hasNonNull("Timestamp") ? Read.time(in, "Timestamp") : clock.instant();
    if (in.hasNonNull("StatisticValues")) {
      JsonNode set = in.path("StatisticValues");
      return new Sample(
          time,
          Read.decimal(set, "SampleCount"),
          Read.decimal(set, "Sum"),
          Read.decimal(set, "Minimum"),
          Read.decimal(set, "Maximum"));
    }
    if (in.hasNonNull("Values")) {
      return sample(time, Read.list(in, "Values"), Read.list(in, "Counts"));
    }
    return Sample.of(time, Read.decimal(in, "Value"));
  }

  private static Sample sample(Instant time, List<JsonNode> values, List<JsonNode> counts) {
    if (values.isEmpty() || (!counts.isEmpty() && counts.size() != values.size())) {
      throw Read.combination("Values and Counts must be as many.");
    }
    Sample all = null;
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i).asDouble();
      double count = counts.isEmpty() ? 1 : counts.get(i).asDouble();
      Sample each = new Sample(time, count, value * count, value, value);
      all = all == null ? each : all.with(each);
    }
    return Objects.requireNonNull(all);
  }
}
