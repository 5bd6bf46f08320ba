package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** What the AWS SDK, and older clients, find at the sandbox's CloudWatch. */
class CloudWatchTest extends CloudWatchBench {
  @Test
  void networkInIsTheSameThroughputAMinuteAsInTheCloud() {
    fleet("i-1", "i-2");
    minute(Map.of("i-1", 1_000L, "i-2", 3_000L));
    minute(Map.of("i-1", 2_000L, "i-2", 4_000L));

    List<Datapoint> minutes = statistics(group(), 60);

    assertThat(minutes).extracting(Datapoint::timestamp).containsExactly(began, began.plus(MINUTE));
    assertThat(minutes).extracting(Datapoint::average).containsExactly(120_000.0, 180_000.0);
    assertThat(minutes).extracting(Datapoint::sum).containsExactly(240_000.0, 360_000.0);
    assertThat(minutes).extracting(Datapoint::sampleCount).containsOnly(2.0);
    assertThat(minutes).extracting(Datapoint::unit).containsOnly(StandardUnit.BYTES);
    assertThat(statistics(Dimension.builder().name("InstanceId").value("i-2").build(), 300))
        .extracting(Datapoint::sum)
        .containsExactly(420_000.0);
    assertThat(aws.cloudWatch.metrics().average(REGION, "fleet", Duration.ofMinutes(2)))
        .hasValueCloseTo(150_000.0, ALMOST);
    assertThat(aws.cloudWatch.metrics().average(REGION, "fleet", Duration.ofMinutes(1)))
        .hasValueCloseTo(180_000.0, ALMOST);
    assertThat(aws.cloudWatch.metrics().average(REGION, "other", Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void metricDataComesNewestFirstUnlessAskedOtherwise() {
    fleet("i-1");
    minute(Map.of("i-1", 1_000L));
    minute(Map.of("i-1", 2_000L));

    assertThat(data(ScanBy.TIMESTAMP_DESCENDING)).containsExactly(120_000.0, 60_000.0);
    assertThat(data(ScanBy.TIMESTAMP_ASCENDING)).containsExactly(60_000.0, 120_000.0);
  }

  private List<Double> data(ScanBy order) {
    Metric metric =
        Metric.builder().namespace("AWS/EC2").metricName("NetworkIn").dimensions(group()).build();
    MetricDataQuery query =
        MetricDataQuery.builder()
            .id("in")
            .metricStat(stat -> stat.period(60).stat("Average").metric(metric))
            .build();
    return client
        .getMetricData(
            to ->
                to.startTime(began.minusSeconds(60))
                    .endTime(aws.clock.instant())
                    .scanBy(order)
                    .metricDataQueries(query))
        .metricDataResults()
        .getFirst()
        .values();
  }

  @Test
  void metricsAreListedFromWhenAnInstanceReceives() {
    aws.instance("i-9", "eu-west-1a", "running", Map.of());
    fleet("i-1");
    minute(Map.of());
    assertThat(instancesListed()).containsExactly("i-1");

    minute(Map.of("i-9", 1L));

    assertThat(instancesListed()).containsExactlyInAnyOrder("i-1", "i-9");
    assertThat(client.listMetrics(to -> to.namespace("AWS/ELB")).metrics()).isEmpty();
  }

  private List<String> instancesListed() {
    return client
        .listMetrics(
            to ->
                to.metricName("NetworkIn")
                    .dimensions(DimensionFilter.builder().name("InstanceId").build()))
        .metrics()
        .stream()
        .map(each -> each.dimensions().getFirst().value())
        .toList();
  }

  @Test
  void clientsPutMetricsOfTheirOwn() {
    client.putMetricData(
        to ->
            to.namespace("Sluice")
                .metricData(
                    MetricDatum.builder()
                        .metricName("Drops")
                        .value(3.0)
                        .unit(StandardUnit.COUNT)
                        .build(),
                    MetricDatum.builder()
                        .metricName("Drops")
                        .values(1.0, 2.0)
                        .counts(2.0, 1.0)
                        .build()));

    assertThat(
            client
                .getMetricStatistics(
                    to ->
                        to.namespace("Sluice")
                            .metricName("Drops")
                            .startTime(began.minusSeconds(60))
                            .endTime(began.plusSeconds(60))
                            .period(60)
                            .statistics(Statistic.SUM, Statistic.MINIMUM, Statistic.SAMPLE_COUNT))
                .datapoints())
        .singleElement()
        .satisfies(
            all -> {
              assertThat(all.sum()).isEqualTo(7);
              assertThat(all.minimum()).isEqualTo(1);
              assertThat(all.sampleCount()).isEqualTo(4);
            });
    refused(
        "InvalidParameterValue",
        400,
        () ->
            client.putMetricData(
                to ->
                    to.namespace("AWS/EC2")
                        .metricData(MetricDatum.builder().metricName("x").value(1.0).build())));
  }

  @Test
  void questionsForTooMuchAreRefused() {
    refused(
        "InvalidParameterCombination",
        400,
        () ->
            client.getMetricStatistics(
                to ->
                    to.namespace("n")
                        .metricName("m")
                        .startTime(began)
                        .endTime(began.plus(Duration.ofDays(2)))
                        .period(60)
                        .statistics(Statistic.SUM)));
    refused(
        "InvalidParameterValue",
        400,
        () ->
            client.getMetricStatistics(
                to ->
                    to.namespace("n")
                        .metricName("m")
                        .startTime(began)
                        .endTime(began)
                        .period(60)
                        .statistics(Statistic.SUM)));
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    try (HttpClient plain = HttpClient.newHttpClient()) {
      return plain.send(
          HttpRequest.newBuilder(aws.endpoint())
              .header(
                  "Authorization",
                  "AWS4-HMAC-SHA256 Credential=AKIA/20260301/eu-west-1/monitoring/aws4_request")
              .headers(headers)
              .POST(BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> json(String operation, String body, String... more)
      throws Exception {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "X-Amz-Target",
                "GraniteServiceVersion20100801." + operation,
                "Content-Type",
                "application/x-amz-json-1.0"));
    headers.addAll(List.of(more));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return post(headers.contains("gzip") ? gzip(bytes) : bytes, headers.toArray(String[]::new));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @Test
  void theCommandIsAnsweredInJson() throws Exception {
    client.putMetricAlarm(above("high", 100_000).build());

    HttpResponse<String> answer = json("DescribeAlarms", "{\"AlarmNames\":[\"high\"]}");

    assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.0");
    JsonNode shown = JSON.readTree(answer.body()).path("MetricAlarms").get(0);
    assertThat(shown.path("Threshold").asDouble()).isEqualTo(100_000);
    assertThat(shown.path("StateUpdatedTimestamp").decimalValue().longValueExact())
        .isEqualTo(aws.clock.instant().getEpochSecond());
    HttpResponse<String> refusal = json("DeleteAlarms", "{\"AlarmNames\":[\"none\"]}");
    assertThat(refusal.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(refusal.body()).path("__type").asText()).endsWith("#ResourceNotFound");
    assertThat(refusal.headers().firstValue("x-amzn-query-error"))
        .hasValue("ResourceNotFound;Sender");
    assertThat(json("PaintAlarms", "{}").body()).contains("InvalidAction");
    assertThat(json("DescribeAlarms", "{").body()).contains("SerializationException");
  }

  @Test
  void aBodyMayComePacked() throws Exception {
    String metric = "{\"Namespace\":\"n\",\"MetricData\":[{\"MetricName\":\"m\",\"Value\":1}]}";

    assertThat(json("PutMetricData", metric, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(200);
    assertThat(client.listMetrics(to -> to.namespace("n")).metrics()).hasSize(1);
  }

  @Test
  void anOlderClientIsAnsweredByQuery() throws Exception {
    client.putMetricAlarm(above("high", 100_000).build());

    String xml =
        post(
                ("Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=high"
                        + "&MaxRecords=10")
                    .getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded")
            .body();

    assertThat(xml)
        .contains("http://monitoring.amazonaws.com/doc/2010-08-01/")
        .contains("<DescribeAlarmsResult>", "<AlarmName>high</AlarmName>")
        .contains("<Dimensions><member>", "<Value>fleet</Value>")
        .contains("<StateUpdatedTimestamp>2026-03-01T12:00:00Z</StateUpdatedTimestamp>");
    String statistics =
        post(
                ("Action=GetMetricStatistics&Namespace=n&MetricName=m&Period=60"
                        + "&StartTime=2026-03-01T12%3A00%3A00Z&EndTime=2026-03-01T13%3A00%3A00Z"
                        + "&Statistics.member.1=Sum&Dimensions=")
                    .getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded")
            .body();
    assertThat(statistics).contains("<Label>m</Label>", "<Datapoints></Datapoints>");
  }
}
