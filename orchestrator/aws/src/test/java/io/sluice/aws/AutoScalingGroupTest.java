package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The fleet's group: its number of machines is not ours to set, its template is. */
class AutoScalingGroupTest {
  @RegisterExtension
  static WireMockExtension aws =
      WireMockExtension.newInstance()
          .options(WireMockConfiguration.wireMockConfig().dynamicPort())
          .build();

  @TempDir Path folder;
  private Canned cloud;
  private Workspace at;
  private AutoScalingGroup.Type kind;

  @BeforeEach
  void open() {
    cloud = new Canned(aws);
    at =
        new Workspace(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.session(aws.baseUrl()),
            Fixtures.bundle(folder));
    kind = new AutoScalingGroup.Type(at);
  }

  private static AutoScalingGroup group(String template, int max, Set<String> suspended) {
    return new AutoScalingGroup(
        Ref.existing(template),
        Set.of(Ref.existing("subnet-0a1b2c3d4e5f60001")),
        2,
        max,
        Set.of(Ref.existing("arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/1")),
        "ELB",
        300,
        suspended);
  }

  private static String machine(String id, String template, String state) {
    return "<member><InstanceId>%s</InstanceId><LifecycleState>%s</LifecycleState>"
            .formatted(id, state)
        + "<LaunchTemplate><LaunchTemplateId>%s</LaunchTemplateId><Version>1</Version>"
            .formatted(template)
        + "</LaunchTemplate></member>";
  }

  /** A group of ours with these machines, which its policy has grown to five. */
  private void stands(String template, String status, String... machines) {
    cloud.answer(
        "DescribeAutoScalingGroups",
        "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>"
            + "<member><AutoScalingGroupName>trading-appliances</AutoScalingGroupName>"
            + "<LaunchTemplate><LaunchTemplateId>"
            + template
            + "</LaunchTemplateId><Version>1</Version></LaunchTemplate>"
            + "<MinSize>2</MinSize><MaxSize>6</MaxSize><DesiredCapacity>5</DesiredCapacity>"
            + "<TargetGroupARNs><member>"
            + "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/1"
            + "</member></TargetGroupARNs><VPCZoneIdentifier>subnet-0a1b2c3d4e5f60001"
            + "</VPCZoneIdentifier><HealthCheckType>ELB</HealthCheckType>"
            + "<HealthCheckGracePeriod>300</HealthCheckGracePeriod><SuspendedProcesses/>"
            + (status.isEmpty() ? "" : "<Status>" + status + "</Status>")
            + "<Instances>"
            + String.join("", machines)
            + "</Instances>"
            + Canned.tags("trading", "appliances", "Tags", "member", "Key", "Value")
            + "</member></AutoScalingGroups></DescribeAutoScalingGroupsResult>"
            + "</DescribeAutoScalingGroupsResponse>");
  }

  private void refresh(String status, String template) {
    cloud.answer(
        "DescribeInstanceRefreshes",
        "<R><DescribeInstanceRefreshesResult><InstanceRefreshes><member><Status>%s</Status>"
                .formatted(status)
            + "<DesiredConfiguration><LaunchTemplate><LaunchTemplateId>%s</LaunchTemplateId>"
                .formatted(template)
            + "</LaunchTemplate></DesiredConfiguration></member></InstanceRefreshes>"
            + "</DescribeInstanceRefreshesResult></R>");
  }

  private Found<AutoScalingGroup> found() {
    return kind.discover().owned().getFirst();
  }

  @Test
  void readsBackWhatWasWrittenWhateverThePolicyMadeOfTheNumber() {
    stands("lt-1", "", machine("i-1", "lt-1", "InService"));
    assertThat(found().resource()).isEqualTo(group("lt-1", 6, Set.of()));
    assertThat(found().id()).isEqualTo("autoScalingGroup/trading-appliances");
    assertThat(found().incomplete()).isNull();
  }

  @Test
  void noCallEverSetsTheNumberOfMachines() {
    stands("lt-1", "", machine("i-1", "lt-1", "InService"));
    kind.create(Canned.wanted("appliances", group("lt-1", 6, Set.of())));
    kind.update(found(), Canned.wanted("appliances", group("lt-1", 9, Set.of())));
    assertThat(cloud.sent("CreateAutoScalingGroup").getFirst())
        .containsEntry("MinSize", "2")
        .doesNotContainKey("DesiredCapacity");
    assertThat(cloud.sent("UpdateAutoScalingGroup").getFirst())
        .containsEntry("MaxSize", "9")
        .doesNotContainKey("DesiredCapacity");
    assertThat(cloud.sent("StartInstanceRefresh")).isEmpty();
  }

  @Test
  void machinesCarryOurTags() {
    kind.create(Canned.wanted("appliances", group("lt-1", 6, Set.of())));
    Map<String, String> sent = cloud.sent("CreateAutoScalingGroup").getFirst();
    assertThat(sent)
        .containsEntry("Tags.member.2.Key", "sluice-blueprint")
        .containsEntry("Tags.member.2.Value", "trading")
        .containsEntry("Tags.member.2.PropagateAtLaunch", "true");
  }

  @Test
  void anotherTemplateIsRolledOutWithNewMachinesHealthyBeforeOldOnesGo() {
    stands("lt-2", "", machine("i-1", "lt-1", "InService"));
    kind.update(found(), Canned.wanted("appliances", group("lt-2", 6, Set.of())));
    assertThat(cloud.sent("StartInstanceRefresh")).hasSize(1);
    assertThat(cloud.sent("StartInstanceRefresh").getFirst())
        .containsEntry("Preferences.MinHealthyPercentage", "100")
        .containsEntry("Preferences.SkipMatching", "true")
        .containsEntry("DesiredConfiguration.LaunchTemplate.LaunchTemplateId", "lt-2");
  }

  @Test
  void anApplyKilledBeforeTheRolloutIsMendedByTheNext() {
    stands("lt-2", "", machine("i-1", "lt-1", "InService"));
    assertThat(found().incomplete()).contains("older launch template");
    refresh("Failed", "lt-2");
    at.newPass();
    assertThat(found().incomplete()).contains("older launch template");
    refresh("InProgress", "lt-2");
    at.newPass();
    assertThat(found().incomplete()).isNull();
    refresh("InProgress", "lt-1");
    at.newPass();
    assertThat(found().incomplete()).contains("older launch template");
  }

  @Test
  void machinesOnTheirWayOutNeedNoRollout() {
    stands("lt-2", "", machine("i-1", "lt-1", "Terminating:Wait"));
    assertThat(found().incomplete()).isNull();
  }

  @Test
  void aRolloutOfSomethingOlderIsCalledOffFirst() {
    stands("lt-2", "", machine("i-1", "lt-1", "InService"));
    cloud.answer(
        "StartInstanceRefresh",
        Canned.query(400, "InstanceRefreshInProgress", "An Instance Refresh is already running."));
    Failure failure =
        AwsErrors.classify(
            catchThrowable(
                () ->
                    kind.update(found(), Canned.wanted("appliances", group("lt-2", 6, Set.of())))));
    assertThat(failure.type()).isEqualTo(Failure.Type.BUSY);
    assertThat(cloud.sent("CancelInstanceRefresh")).hasSize(1);
  }

  @Test
  void whatSomebodySwitchedOffIsSwitchedOn() {
    stands("lt-1", "", machine("i-1", "lt-1", "InService"));
    kind.update(
        Canned.found(
            AutoScalingGroup.TYPE,
            "appliances",
            "autoScalingGroup/trading-appliances",
            group("lt-1", 6, Set.of("Launch"))),
        Canned.wanted("appliances", group("lt-1", 6, Set.of())));
    assertThat(cloud.sent("ResumeProcesses")).hasSize(1);
  }

  @Test
  void aDeletionIsOverWhenTheGroupIsGone() {
    stands("lt-1", "", machine("i-1", "lt-1", "InService"));
    Found<AutoScalingGroup> found = found();
    assertThat(AwsErrors.classify(catchThrowable(() -> kind.delete(found))).type())
        .isEqualTo(Failure.Type.BUSY);
    assertThat(cloud.sent("DeleteAutoScalingGroup").getFirst())
        .containsEntry("ForceDelete", "true");
    stands("lt-1", "Delete in progress");
    assertThat(AwsErrors.classify(catchThrowable(() -> kind.delete(found))).type())
        .isEqualTo(Failure.Type.BUSY);
    assertThat(cloud.sent("DeleteAutoScalingGroup")).hasSize(1);
    cloud.answer("DescribeAutoScalingGroups", "<R/>");
    kind.delete(found);
  }

  @Test
  void theFleetIsWhatTheGroupRunsAndItsMachinesReport() {
    stands(
        "lt-2",
        "",
        machine("i-1", "lt-1", "InService"),
        machine("i-2", "lt-2", "Pending"),
        machine("i-3", "lt-1", "Terminating:Wait"));
    String bucket = "/" + at.mailbox().bucket();
    cloud.object(
        "GET",
        bucket + "\\?tagging",
        Canned.xml(
            200,
            "<Tagging>"
                + Canned.tags("trading", "mailbox", "TagSet", "Tag", "Key", "Value")
                + "</Tagging>"));
    cloud.object(
        "GET",
        bucket + "\\?list-type=2.*",
        Canned.xml(
            200,
            "<ListBucketResult><Contents><Key>status/i-1.json</Key></Contents>"
                + "<Contents><Key>status/i-0.json</Key></Contents></ListBucketResult>"));
    cloud.object(
        "GET",
        bucket + "/status/i-1.json",
        com.github.tomakehurst.wiremock.client.WireMock.aResponse()
            .withBody(
                """
                {"machine":"i-1","version":"0.1.0","configHash":"c","ready":true,"state":"ready",
                "reason":"","written":"2026-11-22T00:00:00Z","started":"2026-11-22T00:00:00Z",
                "packetsPerSecond":1.0,"bitsPerSecond":2.0,"counters":{},"drops":{}}\
                """));
    List<Machine> machines = new AutoScalingFleet(at).machines();
    assertThat(machines).extracting(Machine::name).containsExactly("i-1", "i-2");
    assertThat(machines).extracting(Machine::current).containsExactly(false, true);
    assertThat(machines.getFirst().status().ready()).isTrue();
    assertThat(machines.getLast().status()).isNull();
    assertThat(machines.getLast().state()).isEqualTo("Pending");
  }
}
