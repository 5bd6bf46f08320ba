package io.sluice.sandbox.aws.ec2;

import static io.sluice.sandbox.aws.ec2.Bench.filter;
import static io.sluice.sandbox.aws.ec2.Bench.refusal;
import static io.sluice.sandbox.aws.ec2.Bench.tags;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.CreateTrafficMirrorFilterRuleRequest;
import software.amazon.awssdk.services.ec2.model.CreateTrafficMirrorSessionRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TrafficDirection;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilter;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorFilterRuleField;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorNetworkService;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorRuleAction;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSession;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSessionField;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorTargetType;

class MirrorTest {
  private static final String SOURCE = "eni-0a1b2c3d4e5f60001";
  private Bench bench;
  private String target;
  private String filter;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
    target =
        bench
            .ec2
            .createTrafficMirrorTarget(r -> r.networkLoadBalancerArn(FakeBalancers.NETWORK))
            .trafficMirrorTarget()
            .trafficMirrorTargetId();
    filter =
        bench.ec2.createTrafficMirrorFilter(r -> {}).trafficMirrorFilter().trafficMirrorFilterId();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private TrafficMirrorSession session(
      String source, int number, Consumer<CreateTrafficMirrorSessionRequest.Builder> more) {
    return bench
        .ec2
        .createTrafficMirrorSession(
            r -> {
              r.networkInterfaceId(source)
                  .trafficMirrorTargetId(target)
                  .trafficMirrorFilterId(filter)
                  .sessionNumber(number);
              more.accept(r);
            })
        .trafficMirrorSession();
  }

  private TrafficMirrorSession session(String source, int number) {
    return session(source, number, r -> {});
  }

  private String rule(int number, Consumer<CreateTrafficMirrorFilterRuleRequest.Builder> more) {
    return bench
        .ec2
        .createTrafficMirrorFilterRule(
            r -> {
              r.trafficMirrorFilterId(filter)
                  .trafficDirection(TrafficDirection.INGRESS)
                  .ruleNumber(number)
                  .ruleAction(TrafficMirrorRuleAction.ACCEPT)
                  .sourceCidrBlock("0.0.0.0/0")
                  .destinationCidrBlock("10.60.0.0/16");
              more.accept(r);
            })
        .trafficMirrorFilterRule()
        .trafficMirrorFilterRuleId();
  }

  @Test
  void whatASessionIsMadeOfReachesTheFabric() {
    rule(200, r -> r.protocol(6).destinationPortRange(p -> p.fromPort(443).toPort(443)));
    rule(100, r -> r.ruleAction(TrafficMirrorRuleAction.REJECT));
    bench.ec2.modifyTrafficMirrorFilterNetworkServices(
        r ->
            r.trafficMirrorFilterId(filter)
                .addNetworkServices(TrafficMirrorNetworkService.AMAZON_DNS));
    TrafficMirrorSession made =
        session(
            SOURCE,
            7,
            r ->
                r.virtualNetworkId(4021)
                    .packetLength(128)
                    .tagSpecifications(tags(ResourceType.TRAFFIC_MIRROR_SESSION, "a", "b")));
    assertThat(made.tags()).extracting("key").containsExactly("a");
    assertThat(bench.compute().mirrorSessions(Bench.REGION))
        .containsExactly(
            new MirrorSession(
                made.trafficMirrorSessionId(),
                Bench.REGION,
                SOURCE,
                7,
                4021,
                128,
                List.of(
                    new MirrorRule(true, 100, false, null, "0.0.0.0/0", "10.60.0.0/16", null, null),
                    new MirrorRule(
                        true,
                        200,
                        true,
                        6,
                        "0.0.0.0/0",
                        "10.60.0.0/16",
                        null,
                        new MirrorRule.Ports(443, 443))),
                true,
                MirrorSession.TargetKind.NETWORK_LOAD_BALANCER,
                FakeBalancers.NETWORK));
  }

  @Test
  void aVniThatNobodyChoseIsRandomAndTwentyFourBitsLong() {
    assertThat(session(SOURCE, 1).virtualNetworkId()).isBetween(0, 0xFFFFFF);
  }

  @Test
  void anInterfaceHasThreeSessionsWithNumbersOfTheirOwn() {
    session(SOURCE, 1);
    assertThat(refusal(() -> session(SOURCE, 1))).isEqualTo("InvalidParameterValue");
    session(SOURCE, 2);
    session(SOURCE, 32766);
    assertThat(refusal(() -> session(SOURCE, 4)))
        .isEqualTo("TrafficMirrorSessionsPerInterfaceLimitExceeded");
    session("eni-0a1b2c3d4e5f60002", 1);
  }

  @Test
  void numbersVnisAndLengthsHaveTheirLimits() {
    for (int number : List.of(0, 32767)) {
      assertThat(refusal(() -> session(SOURCE, number))).isEqualTo("InvalidParameterValue");
    }
    for (int vni : List.of(-1, 1 << 24)) {
      assertThat(refusal(() -> session(SOURCE, 1, r -> r.virtualNetworkId(vni))))
          .isEqualTo("InvalidParameterValue");
    }
    for (int length : List.of(0, 8501)) {
      assertThat(refusal(() -> session(SOURCE, 1, r -> r.packetLength(length))))
          .isEqualTo("InvalidParameterValue");
    }
    session(SOURCE, 1, r -> r.packetLength(8500).virtualNetworkId(0xFFFFFF));
  }

  @Test
  void aSessionCanBeChangedAndItsLengthTakenAway() {
    String id = session(SOURCE, 1, r -> r.packetLength(100)).trafficMirrorSessionId();
    TrafficMirrorSession changed =
        bench
            .ec2
            .modifyTrafficMirrorSession(
                r ->
                    r.trafficMirrorSessionId(id)
                        .sessionNumber(2)
                        .removeFields(TrafficMirrorSessionField.PACKET_LENGTH))
            .trafficMirrorSession();
    assertThat(changed.sessionNumber()).isEqualTo(2);
    assertThat(changed.packetLength()).isNull();
    session(SOURCE, 1);
    assertThat(
            refusal(
                () ->
                    bench.ec2.modifyTrafficMirrorSession(
                        r -> r.trafficMirrorSessionId(id).sessionNumber(1))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void sessionsGoWithTheirInterface() {
    String instance =
        bench
            .ec2
            .runInstances(
                r ->
                    r.minCount(1)
                        .maxCount(1)
                        .imageId("ami-0a1b2c3d")
                        .instanceType("c5.large")
                        .subnetId(Bench.SUBNET))
            .instances()
            .getFirst()
            .instanceId();
    session(bench.instance(instance).networkInterfaces().getFirst().networkInterfaceId(), 1);
    bench.ec2.terminateInstances(r -> r.instanceIds(instance));
    assertThat(bench.ec2.describeTrafficMirrorSessions(r -> {}).trafficMirrorSessions()).isEmpty();
    bench.ec2.deleteTrafficMirrorTarget(r -> r.trafficMirrorTargetId(target));
  }

  @Test
  void whatASessionUsesCannotBeDeleted() {
    String session = session(SOURCE, 1).trafficMirrorSessionId();
    assertThat(
            refusal(
                () -> bench.ec2.deleteTrafficMirrorFilter(r -> r.trafficMirrorFilterId(filter))))
        .isEqualTo("TrafficMirrorFilterInUse");
    assertThat(
            refusal(
                () -> bench.ec2.deleteTrafficMirrorTarget(r -> r.trafficMirrorTargetId(target))))
        .isEqualTo("TrafficMirrorTargetInUseException");
    assertThat(bench.compute().uses(Bench.REGION, FakeBalancers.NETWORK)).isTrue();
    bench.ec2.deleteTrafficMirrorSession(r -> r.trafficMirrorSessionId(session));
    bench.ec2.deleteTrafficMirrorFilter(r -> r.trafficMirrorFilterId(filter));
    bench.ec2.deleteTrafficMirrorTarget(r -> r.trafficMirrorTargetId(target));
    assertThat(bench.compute().uses(Bench.REGION, FakeBalancers.NETWORK)).isFalse();
    assertThat(
            refusal(
                () -> bench.ec2.deleteTrafficMirrorSession(r -> r.trafficMirrorSessionId(session))))
        .isEqualTo("InvalidTrafficMirrorSessionId.NotFound");
  }

  @Test
  void aFilterHasTenRulesOfWhichNoneDoublesAnother() {
    for (int number = 1; number <= 10; number++) {
      rule(number, r -> {});
    }
    assertThat(refusal(() -> rule(1, r -> {}))).isEqualTo("TrafficMirrorFilterRuleAlreadyExists");
    assertThat(refusal(() -> rule(11, r -> {}))).isEqualTo("TrafficMirrorFilterRuleLimitExceeded");
    assertThat(refusal(() -> rule(1, r -> r.trafficDirection(TrafficDirection.EGRESS))))
        .isEqualTo("TrafficMirrorFilterRuleLimitExceeded");
  }

  @Test
  void portsNeedAProtocolThatHasThem() {
    assertThat(refusal(() -> rule(1, r -> r.sourcePortRange(p -> p.fromPort(1).toPort(2)))))
        .isEqualTo("InvalidParameterCombination");
    assertThat(
            refusal(
                () -> rule(1, r -> r.protocol(17).sourcePortRange(p -> p.fromPort(9).toPort(2)))))
        .isEqualTo("InvalidParameterValue");
    assertThat(refusal(() -> rule(1, r -> r.sourceCidrBlock("10.0.0.0"))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void aRuleCanBeChanged() {
    String id = rule(1, r -> r.protocol(6).sourcePortRange(p -> p.fromPort(1).toPort(2)));
    bench.ec2.modifyTrafficMirrorFilterRule(
        r ->
            r.trafficMirrorFilterRuleId(id)
                .ruleNumber(5)
                .trafficDirection(TrafficDirection.EGRESS)
                .removeFields(
                    TrafficMirrorFilterRuleField.SOURCE_PORT_RANGE,
                    TrafficMirrorFilterRuleField.PROTOCOL));
    TrafficMirrorFilter changed =
        bench.ec2.describeTrafficMirrorFilters(r -> {}).trafficMirrorFilters().getFirst();
    assertThat(changed.ingressFilterRules()).isEmpty();
    assertThat(changed.egressFilterRules().getFirst().ruleNumber()).isEqualTo(5);
    assertThat(changed.egressFilterRules().getFirst().sourcePortRange()).isNull();
    bench.ec2.deleteTrafficMirrorFilterRule(r -> r.trafficMirrorFilterRuleId(id));
    assertThat(
            bench
                .ec2
                .describeTrafficMirrorFilterRules(r -> r.trafficMirrorFilterId(filter))
                .trafficMirrorFilterRules())
        .isEmpty();
  }

  @Test
  void anInterfaceIsATargetForTenSourcesAndNeverASourceItself() {
    String nic =
        bench
            .ec2
            .createNetworkInterface(r -> r.subnetId(Bench.SUBNET))
            .networkInterface()
            .networkInterfaceId();
    var made = bench.ec2.createTrafficMirrorTarget(r -> r.networkInterfaceId(nic));
    assertThat(made.trafficMirrorTarget().type())
        .isEqualTo(TrafficMirrorTargetType.NETWORK_INTERFACE);
    target = made.trafficMirrorTarget().trafficMirrorTargetId();
    for (int i = 1; i <= 10; i++) {
      session("eni-0a1b2c3d4e5f6%04d".formatted(i), 1);
    }
    assertThat(refusal(() -> session("eni-0a1b2c3d4e5f60011", 1)))
        .isEqualTo("TrafficMirrorSourcesPerTargetLimitExceeded");
    session("eni-0a1b2c3d4e5f60010", 2);
    bench.ec2.attachNetworkInterface(
        r -> r.networkInterfaceId(nic).instanceId("i-0a1b2c3d4e5f60051").deviceIndex(1));
    assertThat(refusal(() -> session(nic, 1))).isEqualTo("InvalidParameterValue");
    assertThat(
            refusal(() -> bench.ec2.createTrafficMirrorTarget(r -> r.networkInterfaceId(SOURCE))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void onlyAttachedInterfacesOfTypesThatCanBeMirroredAreSources() {
    String loose =
        bench
            .ec2
            .createNetworkInterface(r -> r.subnetId(Bench.SUBNET))
            .networkInterface()
            .networkInterfaceId();
    assertThat(refusal(() -> session(loose, 1))).isEqualTo("InvalidParameterValue");
    String old =
        bench
            .ec2
            .runInstances(
                r ->
                    r.minCount(1)
                        .maxCount(1)
                        .imageId("ami-0a1b2c3d")
                        .instanceType("t2.micro")
                        .subnetId(Bench.SUBNET))
            .instances()
            .getFirst()
            .networkInterfaces()
            .getFirst()
            .networkInterfaceId();
    assertThat(refusal(() -> session(old, 1))).isEqualTo("InvalidParameterValue");
  }

  @Test
  void aTargetIsALoadBalancerThatIsThere() {
    assertThat(
            refusal(
                () ->
                    bench.ec2.createTrafficMirrorTarget(
                        r -> r.networkLoadBalancerArn(FakeBalancers.NETWORK + "2"))))
        .isEqualTo("InvalidParameterValue");
    assertThat(
            refusal(
                () ->
                    bench.ec2.createTrafficMirrorTarget(
                        r -> r.networkLoadBalancerArn(FakeBalancers.GATEWAY))))
        .isEqualTo("InvalidParameterValue");
    assertThat(refusal(() -> bench.ec2.createTrafficMirrorTarget(r -> {})))
        .isEqualTo("InvalidParameterCombination");
  }

  @Test
  void sessionsAreFoundBySourceAndNotByTagAsAwsDocumentsIt() {
    session(SOURCE, 1);
    session("eni-0a1b2c3d4e5f60002", 1);
    assertThat(
            bench
                .ec2
                .describeTrafficMirrorSessions(
                    r -> r.filters(filter("network-interface-id", SOURCE)))
                .trafficMirrorSessions())
        .hasSize(1);
    assertThat(
            refusal(
                () ->
                    bench.ec2.describeTrafficMirrorSessions(r -> r.filters(filter("tag:a", "b")))))
        .isEqualTo("InvalidParameterValue");
  }

  @Test
  void theSameTokenMakesOneSessionAndAnotherSessionNeedsAnotherToken() {
    String first = session(SOURCE, 1, r -> r.clientToken("t")).trafficMirrorSessionId();
    assertThat(session(SOURCE, 1, r -> r.clientToken("t")).trafficMirrorSessionId())
        .isEqualTo(first);
    assertThat(refusal(() -> session(SOURCE, 2, r -> r.clientToken("t"))))
        .isEqualTo("IdempotentParameterMismatch");
    assertThat(bench.compute().mirrorSessions(Bench.REGION)).hasSize(1);
  }
}
