package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.testing.PaperAws;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** A metrics service with Amazon's own client, and what its tests say often. */
abstract class CloudWatchBench {
  static final ObjectMapper JSON = new ObjectMapper();

  /** What a minute of the cloud takes. */
  static final Duration MINUTE = Duration.ofSeconds(5);

  static final Offset<Double> ALMOST = Offset.offset(0.001);

  final PaperAws aws = new PaperAws();
  final CloudWatchClient client = aws.client(CloudWatchClient.builder());
  final Instant began = aws.clock.instant();

  @AfterEach
  void close() {
    client.close();
    aws.close();
  }

  void fleet(String... ids) {
    for (String id : ids) {
      aws.instance(id, "eu-west-1a", "running", Map.of("aws:autoscaling:groupName", "fleet"));
    }
    aws.cloudWatch.measure(aws.clock.instant());
  }

  /** A minute of the cloud in which so many bytes come to an instance, each second here. */
  void minute(Map<String, Long> bytesPerSecond) {
    bytesPerSecond.forEach(
        (id, bytes) -> aws.received.merge(id, bytes * MINUTE.toSeconds(), Long::sum));
    aws.clock.move(MINUTE);
    aws.cloudWatch.measure(aws.clock.instant());
  }

  static Dimension group() {
    return Dimension.builder().name("AutoScalingGroupName").value("fleet").build();
  }

  List<Datapoint> statistics(Dimension dimension, int period) {
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

  static void refused(String code, int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  static PutMetricAlarmRequest.Builder above(String name, double threshold) {
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

  MetricAlarm alarm(String name) {
    return client.describeAlarms(to -> to.alarmNames(name)).metricAlarms().getFirst();
  }
}
