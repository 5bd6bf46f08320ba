package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.cloudwatch.Alarm;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import io.sluice.sandbox.testing.PaperAws;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** What the AWS SDK, and older clients, find at the sandbox's CloudWatch. */
class CloudWatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a minute of the cloud takes. */
  private static final Duration MINUTE = Duration.ofSeconds(5);

  private static final Offset<Double> ALMOST = Offset.offset(0.001);

  private final PaperAws aws = new PaperAws();
  private final CloudWatchClient client = aws.client(CloudWatchClient.builder());
  private final Instant began = aws.clock.instant();

  @AfterEach
  void close() {
    client.close();
    aws.close();
  }

  private void fleet(String... ids) {
    for (String id : ids) {
      aws.instance(id, "eu-west-1a", "running", Map.of("aws:autoscaling:groupName", "fleet"));
    }
    aws.cloudWatch.measure(aws.clock.instant());
  }

  /** A minute of the cloud in which so many bytes come to an instance, each second here. */
  private void minute(Map<String, Long> bytesPerSecond) {
    bytesPerSecond.forEach(
        (id, bytes) -> aws.received.merge(id, bytes * MINUTE.toSeconds(), Long::sum));
    aws.clock.move(MINUTE);
    aws.cloudWatch.measure(aws.clock.instant());
  }

  private static Dimension group() {
    return Dimension.builder().name("AutoScalingGroupName").value("fleet").build();
  }

  private List<Datapoint> statistics(Dimension dimension, int period) {
    return client
        .getMetricStatistics(
            to ->
                to.namespace("AWS/EC2")
                    .metricName("NetworkIn")
                    .dimensions(dimension)
                    .startTime(began.minusSeconds(60))
                    .endTime(aws.clock.instant().plusSeconds(60))
                    .period(period)
                    .statistics(Statistic.AVERAGE, Statistic.SUM, Statistic.SAMPLE_COUNT))
        .datapoints();
  }

  private static void refused(String code, int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

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

  private static PutMetricAlarmRequest.Builder above(String name, double threshold) {
    return PutMetricAlarmRequest.builder()
        .alarmName(name)
        .namespace("AWS/EC2")
        .metricName("NetworkIn")
        .dimensions(group())
        .statistic(Statistic.AVERAGE)
        .period(60)
        .evaluationPeriods(3)
        .threshold(threshold)
        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
        .alarmActions("arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:x")
        .tags(Tag.builder().key("owner").value("us").build());
  }

  private MetricAlarm alarm(String name) {
    return client.describeAlarms(to -> to.alarmNames(name)).metricAlarms().getFirst();
  }

  @Test
  void anAlarmGoesOffWhenAllItsPeriodsBreachAndRecovers() {
    List<String> heard = new ArrayList<>();
    aws.cloudWatch
        .alarms()
        .onChange((before, after) -> heard.add(before.state() + " " + after.state()));
    client.putMetricAlarm(above("high", 100_000).build());
    assertThat(alarm("high").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
    fleet("i-1");

    minute(Map.of("i-1", 1_000L));
    assertThat(alarm("high").stateValue()).isEqualTo(StateValue.OK);
    minute(Map.of("i-1", 2_000L));
    minute(Map.of("i-1", 2_000L));
    assertThat(alarm("high").stateValue()).isEqualTo(StateValue.OK);
    minute(Map.of("i-1", 2_000L));
    assertThat(alarm("high").stateValue()).isEqualTo(StateValue.ALARM);
    assertThat(alarm("high").stateReason()).contains("Threshold Crossed", "120000.0", "100000.0");
    minute(Map.of());
    assertThat(alarm("high").stateValue()).isEqualTo(StateValue.OK);

    assertThat(heard).containsExactly("INSUFFICIENT_DATA OK", "OK ALARM", "ALARM OK");
  }

  @Test
  void whatIsMissingIsTreatedAsTheAlarmSays() {
    for (String treatment : List.of("missing", "breaching", "notBreaching", "ignore")) {
      client.putMetricAlarm(above(treatment, 100).treatMissingData(treatment).build());
      client.setAlarmState(
          to -> to.alarmName(treatment).stateValue(StateValue.OK).stateReason("by hand"));
    }

    aws.cloudWatch.measure(aws.clock.instant());

    assertThat(client.describeAlarms().metricAlarms())
        .extracting(each -> each.alarmName() + " " + each.stateValueAsString())
        .containsExactlyInAnyOrder(
            "missing INSUFFICIENT_DATA", "breaching ALARM", "notBreaching OK", "ignore OK");
  }

  @Test
  void someOfManyPeriodsAreEnoughWhereTheAlarmSaysSo() {
    client.putMetricAlarm(above("some", 100_000).evaluationPeriods(4).datapointsToAlarm(2).build());
    fleet("i-1");
    minute(Map.of("i-1", 2_000L));
    minute(Map.of());
    minute(Map.of());
    assertThat(alarm("some").stateValue()).isEqualTo(StateValue.OK);

    minute(Map.of("i-1", 2_000L));

    assertThat(alarm("some").stateValue()).isEqualTo(StateValue.ALARM);
  }

  @Test
  void anAlarmIsShownAsItWasPutAndPuttingItAgainKeepsItsState() {
    client.putMetricAlarm(above("high", 100_000).alarmDescription("too much").build());
    client.setAlarmState(
        to -> to.alarmName("high").stateValue(StateValue.ALARM).stateReason("by hand"));

    client.putMetricAlarm(above("high", 200_000).build());

    MetricAlarm shown = alarm("high");
    assertThat(shown.alarmArn()).isEqualTo("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:high");
    assertThat(shown.stateValue()).isEqualTo(StateValue.ALARM);
    assertThat(shown.stateReason()).isEqualTo("by hand");
    assertThat(shown.threshold()).isEqualTo(200_000);
    assertThat(shown.alarmDescription()).isNull();
    assertThat(shown.dimensions()).containsExactly(group());
    assertThat(shown.period()).isEqualTo(60);
    assertThat(shown.alarmActions()).hasSize(1);
    assertThat(shown.actionsEnabled()).isTrue();
    assertThat(shown.alarmConfigurationUpdatedTimestamp()).isEqualTo(aws.clock.instant());
    assertThat(
            client
                .describeAlarmsForMetric(
                    to -> to.namespace("AWS/EC2").metricName("NetworkIn").dimensions(group()))
                .metricAlarms())
        .hasSize(1);
    assertThat(
            client
                .describeAlarmsForMetric(to -> to.namespace("AWS/EC2").metricName("NetworkIn"))
                .metricAlarms())
        .isEmpty();
  }

  @Test
  void alarmsAreListedInPagesByNameAndByState() {
    IntStream.range(0, 7).forEach(i -> client.putMetricAlarm(above("alarm-" + i, i).build()));
    client.setAlarmState(
        to -> to.alarmName("alarm-3").stateValue(StateValue.OK).stateReason("by hand"));

    assertThat(client.describeAlarmsPaginator(to -> to.maxRecords(3)).metricAlarms())
        .extracting(MetricAlarm::alarmName)
        .containsExactlyElementsOf(IntStream.range(0, 7).mapToObj(i -> "alarm-" + i).toList());
    assertThat(client.describeAlarms(to -> to.stateValue(StateValue.OK)).metricAlarms())
        .extracting(MetricAlarm::alarmName)
        .containsExactly("alarm-3");
    assertThat(client.describeAlarms(to -> to.alarmNamePrefix("alarm-")).metricAlarms()).hasSize(7);
    refused("InvalidNextToken", 400, () -> client.describeAlarms(to -> to.nextToken("%%%")));
  }

  @Test
  void alarmsAreDeletedAllOrNoneWithTheirTags() {
    client.putMetricAlarm(above("high", 1).build());
    String arn = alarm("high").alarmArn();
    client.tagResource(
        to -> to.resourceARN(arn).tags(Tag.builder().key("more").value("1").build()));
    assertThat(client.listTagsForResource(to -> to.resourceARN(arn)).tags())
        .extracting(Tag::key)
        .containsExactly("more", "owner");

    refused(
        "ResourceNotFound", 404, () -> client.deleteAlarms(to -> to.alarmNames("high", "none")));
    assertThat(client.describeAlarms().metricAlarms()).hasSize(1);
    client.deleteAlarms(to -> to.alarmNames("high"));

    assertThat(client.describeAlarms().metricAlarms()).isEmpty();
    refused(
        "ResourceNotFoundException",
        404,
        () -> client.listTagsForResource(to -> to.resourceARN(arn)));
  }

  @Test
  void anAlarmThatCannotBeIsRefused() {
    refused(
        "InvalidParameterValue",
        400,
        () -> client.putMetricAlarm(above("a", 1).period(45).build()));
    refused(
        "InvalidParameterValue",
        400,
        () -> client.putMetricAlarm(above("a", 1).datapointsToAlarm(4).build()));
    refused(
        "InvalidParameterValue",
        400,
        () -> client.putMetricAlarm(above("a", 1).evaluationPeriods(1_441).build()));
    refused(
        "MissingParameter",
        400,
        () -> client.putMetricAlarm(above("a", 1).threshold(null).build()));
    refused(
        "ValidationError",
        400,
        () -> client.putMetricAlarm(above("a", 1).treatMissingData("perhaps").build()));
    refused(
        "ResourceNotFound",
        404,
        () ->
            client.setAlarmState(
                to -> to.alarmName("a").stateValue(StateValue.OK).stateReason("")));
    assertThat(client.describeAlarms().metricAlarms()).isEmpty();
  }

  @Test
  void otherRoomsPutAlarmsThatClientsSee() {
    Alarms alarms = aws.cloudWatch.alarms();
    alarms.put(
        REGION,
        Alarm.of(
                "TargetTracking-fleet-AlarmHigh",
                "AWS/EC2",
                "NetworkIn",
                Map.of("AutoScalingGroupName", "fleet"),
                "Average",
                60,
                3,
                100_000,
                "GreaterThanThreshold",
                List.of("arn:policy"))
            .withDescription("DO NOT EDIT OR DELETE."));

    assertThat(alarm("TargetTracking-fleet-AlarmHigh").alarmDescription()).startsWith("DO NOT");
    alarms.delete(REGION, List.of("TargetTracking-fleet-AlarmHigh", "none"));
    assertThat(client.describeAlarms().metricAlarms()).isEmpty();
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
