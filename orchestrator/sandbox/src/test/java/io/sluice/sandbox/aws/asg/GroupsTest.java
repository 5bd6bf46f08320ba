package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InvalidNextTokenException;
import software.amazon.awssdk.services.autoscaling.model.ResourceInUseException;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.autoscaling.model.TrafficSourceIdentifier;

class GroupsTest {
  private final Bench bench = new Bench(60);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aGroupLaunchesItsCapacityOverItsZonesAndRegistersItWithItsTargetGroups() throws Exception {
    bench.create(
        2,
        4,
        request ->
            request
                .healthCheckGracePeriod(300)
                .tags(
                    Tag.builder()
                        .key("sluice:blueprint")
                        .value("netops")
                        .propagateAtLaunch(true)
                        .build(),
                    Tag.builder().key("own").value("x").propagateAtLaunch(false).build()));

    List<String> ids = bench.awaitInService(2);

    AutoScalingGroup group = bench.group();
    assertThat(group.instances())
        .extracting(Instance::availabilityZone)
        .containsExactlyInAnyOrder("eu-west-1a", "eu-west-1b");
    assertThat(group.instances()).allMatch(i -> i.launchTemplate().version().equals("1"));
    assertThat(group.instances()).allMatch(i -> i.healthStatus().equals("Healthy"));
    assertThat(bench.cloud.registered()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(bench.cloud.running())
        .extracting(Ec2Instance::tags)
        .containsOnly(Map.of("aws:autoscaling:groupName", "fleet", "sluice:blueprint", "netops"));
    assertThat(group.launchTemplate().launchTemplateId()).isEqualTo(FakeCloud.TEMPLATE);
    assertThat(group.launchTemplate().version()).isEqualTo("$Latest");
    assertThat(group.availabilityZones()).containsExactly("eu-west-1a", "eu-west-1b");
    assertThat(group.desiredCapacity()).isEqualTo(2);
    assertThat(group.healthCheckGracePeriod()).isEqualTo(300);
    assertThat(group.targetGroupARNs()).containsExactly(FakeCloud.TARGETS);
    assertThat(group.status()).isNull();
    assertThat(group.autoScalingGroupARN())
        .startsWith("arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:")
        .endsWith(":autoScalingGroupName/fleet");
    assertThat(
            bench
                .client
                .describeScalingActivities(r -> r.autoScalingGroupName("fleet"))
                .activities())
        .hasSize(2)
        .allMatch(activity -> activity.statusCodeAsString().equals("Successful"))
        .extracting(Activity::cause)
        .allMatch(cause -> cause.contains("changing the desired capacity from 0 to 2"));
    assertThat(bench.client.describeAutoScalingInstances().autoScalingInstances())
        .allMatch(instance -> instance.autoScalingGroupName().equals("fleet"))
        .hasSize(2);
    assertThat(bench.autoScaling.targetLifecycleState(ids.getFirst())).isEqualTo("InService");
    assertThat(bench.autoScaling.targetLifecycleState("i-other")).isEmpty();
  }

  @Test
  void scalingInTakesFromTheFullestZoneTheOldestTemplateFirst() throws Exception {
    bench.create(1, 5, request -> request.desiredCapacity(2));
    List<String> old = bench.awaitInService(2);
    bench.cloud.newTemplateVersion();
    desire(3);
    bench.awaitInService(3);
    String oldInFullestZone =
        inZone("eu-west-1a").stream().filter(old::contains).findFirst().orElseThrow();

    desire(2);

    bench.awaitInService(2);
    assertThat(bench.inService()).doesNotContain(oldInFullestZone);
    assertThat(bench.group().instances())
        .extracting(Instance::availabilityZone)
        .containsExactlyInAnyOrder("eu-west-1a", "eu-west-1b");
    assertThat(bench.cloud.registered()).containsExactlyInAnyOrderElementsOf(bench.inService());
  }

  @Test
  void aProtectedInstanceIsNotScaledIn() throws Exception {
    bench.create(0, 2, request -> request.desiredCapacity(2));
    String kept = bench.awaitInService(2).getFirst();
    bench.client.setInstanceProtection(
        r -> r.autoScalingGroupName("fleet").instanceIds(kept).protectedFromScaleIn(true));

    desire(0);

    assertThat(bench.awaitInService(1)).containsExactly(kept);
  }

  @Test
  void newBoundsMoveTheCapacityBetweenThem() throws Exception {
    bench.create(1, 1, request -> {});
    bench.awaitInService(1);

    bench.client.updateAutoScalingGroup(
        r -> r.autoScalingGroupName("fleet").minSize(3).maxSize(4).healthCheckGracePeriod(7));

    bench.awaitInService(3);
    assertThat(bench.group().desiredCapacity()).isEqualTo(3);
    assertThat(bench.group().healthCheckGracePeriod()).isEqualTo(7);
    assertThat(bench.group().healthCheckType()).isEqualTo("ELB");
  }

  @Test
  void anInstanceThatIsTerminatedByHandIsReplacedUnlessTheCapacityGoesDownWithIt()
      throws Exception {
    bench.create(1, 3, request -> request.desiredCapacity(2));
    List<String> first = bench.awaitInService(2);

    var answer =
        bench.client.terminateInstanceInAutoScalingGroup(
            r -> r.instanceId(first.getFirst()).shouldDecrementDesiredCapacity(false));
    assertThat(answer.activity().description())
        .isEqualTo("Terminating EC2 instance: " + first.getFirst());
    Await.until("another one serves", () -> !bench.inService().contains(first.getFirst()));
    List<String> second = bench.awaitInService(2);
    bench.client.terminateInstanceInAutoScalingGroup(
        r -> r.instanceId(second.getFirst()).shouldDecrementDesiredCapacity(true));

    assertThat(bench.awaitInService(1)).containsExactly(second.getLast());
    assertThat(bench.group().desiredCapacity()).isEqualTo(1);
    refused(
        () ->
            bench.client.terminateInstanceInAutoScalingGroup(
                r -> r.instanceId(second.getLast()).shouldDecrementDesiredCapacity(true)),
        "ValidationError",
        "desiredSize equals minSize (1)");
  }

  @Test
  void aLaunchThatEc2RefusesIsAnActivityThatFailedAndIsTriedAgain() throws Exception {
    bench.cloud.refuseLaunches("We currently do not have sufficient capacity.");
    bench.create(1, 1, request -> {});
    Await.until(
        "it failed",
        () ->
            bench.client.describeScalingActivities().activities().stream()
                .anyMatch(
                    activity ->
                        activity.statusCodeAsString().equals("Failed")
                            && activity.statusMessage().contains("sufficient capacity")));

    bench.cloud.refuseLaunches(null);

    bench.awaitInService(1);
  }

  @Test
  void targetGroupsAreAttachedAndDetachedWithTheInstances() throws Exception {
    bench.create(1, 1, request -> {});
    bench.awaitInService(1);

    bench.client.detachLoadBalancerTargetGroups(
        r -> r.autoScalingGroupName("fleet").targetGroupARNs(FakeCloud.TARGETS));
    assertThat(bench.cloud.registered()).isEmpty();
    assertThat(bench.group().targetGroupARNs()).isEmpty();

    bench.client.attachTrafficSources(
        r ->
            r.autoScalingGroupName("fleet")
                .trafficSources(
                    TrafficSourceIdentifier.builder()
                        .identifier(FakeCloud.TARGETS)
                        .type("elbv2")
                        .build()));
    assertThat(bench.cloud.registered()).isEqualTo(bench.inService());
    assertThat(
            bench
                .client
                .describeLoadBalancerTargetGroups(r -> r.autoScalingGroupName("fleet"))
                .loadBalancerTargetGroups())
        .singleElement()
        .satisfies(state -> assertThat(state.state()).isEqualTo("InService"));
    assertThat(
            bench
                .client
                .describeTrafficSources(r -> r.autoScalingGroupName("fleet"))
                .trafficSources())
        .singleElement()
        .satisfies(state -> assertThat(state.identifier()).isEqualTo(FakeCloud.TARGETS));
  }

  @Test
  void aGroupInUseIsDeletedByForceOnlyAndThenWithItsInstances() throws Exception {
    bench.create(2, 2, request -> {});
    bench.awaitInService(2);

    assertThatThrownBy(
            () -> bench.client.deleteAutoScalingGroup(r -> r.autoScalingGroupName("fleet")))
        .isInstanceOf(ResourceInUseException.class);
    bench.client.deleteAutoScalingGroup(r -> r.autoScalingGroupName("fleet").forceDelete(true));

    Await.until("the group is gone", bench::gone);
    assertThat(bench.cloud.running()).isEmpty();
    assertThat(bench.cloud.registered()).isEmpty();
  }

  @Test
  void tagsAreSetListedFilteredAndTakenAway() {
    bench.create(0, 0, request -> request.tags(Tag.builder().key("a").value("1").build()));
    bench.client.createOrUpdateTags(
        r ->
            r.tags(
                Tag.builder()
                    .resourceId("fleet")
                    .resourceType("auto-scaling-group")
                    .key("b")
                    .value("2")
                    .propagateAtLaunch(true)
                    .build()));

    assertThat(bench.group().tags())
        .extracting(TagDescription::key, TagDescription::value, TagDescription::propagateAtLaunch)
        .containsExactly(tuple("a", "1", false), tuple("b", "2", true));
    assertThat(found("tag:b", "2")).containsExactly("fleet");
    assertThat(found("tag:b", "1")).isEmpty();
    assertThat(found("tag-key", "a")).containsExactly("fleet");
    assertThat(
            bench
                .client
                .describeTags(r -> r.filters(Filter.builder().name("key").values("b").build()))
                .tags())
        .extracting(TagDescription::value)
        .containsExactly("2");

    bench.client.deleteTags(
        r ->
            r.tags(
                Tag.builder()
                    .resourceId("fleet")
                    .resourceType("auto-scaling-group")
                    .key("a")
                    .build()));
    assertThat(bench.group().tags()).extracting(TagDescription::key).containsExactly("b");
  }

  @Test
  void groupsComeInPages() {
    for (String name : List.of("a", "b", "c")) {
      bench.create(0, 0, request -> request.autoScalingGroupName(name));
    }

    assertThat(
            bench.client.describeAutoScalingGroupsPaginator(r -> r.maxRecords(2)).stream()
                .map(page -> page.autoScalingGroups().size())
                .toList())
        .containsExactly(2, 1);
    assertThatThrownBy(() -> bench.client.describeAutoScalingGroups(r -> r.nextToken("?")))
        .isInstanceOf(InvalidNextTokenException.class);
  }

  @Test
  void whatAutoScalingRefusesIsRefusedInItsWords() {
    bench.create(0, 2, request -> {});

    assertThatThrownBy(() -> bench.create(0, 2, request -> {}))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("A group with the name fleet already exists");
    refused(
        () -> desire(3), "ValidationError", "New SetDesiredCapacity value 3 is above max value 2");
    refused(
        () -> bench.client.setDesiredCapacity(r -> r.autoScalingGroupName("no").desiredCapacity(1)),
        "ValidationError",
        "AutoScalingGroup name not found");
    refused(
        () -> bench.create(3, 2, request -> request.autoScalingGroupName("b")),
        "ValidationError",
        "Max bound, 2, must be greater than or equal to min bound, 3");
    refused(
        () -> bench.create(0, 2, r -> r.autoScalingGroupName("b").desiredCapacity(3)),
        "ValidationError",
        "Desired capacity:3 must be between the specified min size:0 and max size:2");
    refused(
        () -> bench.create(0, 2, r -> r.autoScalingGroupName("b").vpcZoneIdentifier("subnet-x")),
        "ValidationError",
        "The subnet ID 'subnet-x' does not exist");
    refused(
        () ->
            bench.create(
                0,
                2,
                r -> r.autoScalingGroupName("b").launchTemplate(t -> t.launchTemplateId("lt-no"))),
        "ValidationError",
        "The specified launch template, with template ID lt-no");
    refused(
        () -> bench.create(0, 2, r -> r.autoScalingGroupName("b").targetGroupARNs("arn:no")),
        "ValidationError",
        "Provided Target Groups may not be valid");
    refused(
        () -> bench.create(0, 2, r -> r.autoScalingGroupName("b").healthCheckType("PING")),
        "ValidationError",
        "healthCheckType");
    refused(
        () ->
            bench.client.describeAutoScalingGroups(
                r -> r.filters(Filter.builder().name("colour").values("red").build())),
        "ValidationError",
        "colour");
  }

  @Test
  void anInstanceMayOnlyDoWhatItsRoleAllows() {
    bench.create(0, 2, request -> {});
    bench.cloud.forbid("autoscaling:SetDesiredCapacity " + bench.group().autoScalingGroupARN());

    try (var machine = bench.client("ASIAMACHINE")) {
      refused(
          () -> machine.setDesiredCapacity(r -> r.autoScalingGroupName("fleet").desiredCapacity(1)),
          "AccessDenied",
          "is not authorized to perform: autoscaling:SetDesiredCapacity on resource: arn:aws:");
    }
    assertThat(bench.group().desiredCapacity()).isZero();
  }

  private List<String> found(String filter, String value) {
    return bench
        .client
        .describeAutoScalingGroups(
            r -> r.filters(Filter.builder().name(filter).values(value).build()))
        .autoScalingGroups()
        .stream()
        .map(AutoScalingGroup::autoScalingGroupName)
        .toList();
  }

  private List<String> inZone(String zone) {
    return bench.group().instances().stream()
        .filter(instance -> instance.availabilityZone().equals(zone))
        .map(Instance::instanceId)
        .collect(Collectors.toList());
  }

  private void desire(int capacity) {
    bench.client.setDesiredCapacity(r -> r.autoScalingGroupName("fleet").desiredCapacity(capacity));
  }

  private static void refused(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AutoScalingException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
