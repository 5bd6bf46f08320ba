package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloudwatch.Alarm;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

class AlarmsTest extends CloudWatchBench {
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
}
