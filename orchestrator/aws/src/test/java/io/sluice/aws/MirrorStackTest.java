package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.InstanceSelector;
import io.sluice.engine.blueprint.MirrorRule;
import io.sluice.engine.blueprint.MirrorRule.Direction;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.blueprint.Tagged;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Mirroring through the real planner and applier, over HTTP. */
class MirrorStackTest extends MirrorBench {
  @Test
  void everyInterfaceOfTheTaggedInstancesIsMirroredAndASecondApplyChangesNothing() {
    machines(5, "web");
    machines(2, "db");
    Blueprint blueprint = blueprint(WEB);

    apply(blueprint);

    assertThat(sessions())
        .hasSize(5)
        .allSatisfy(
            session -> {
              assertThat(session.get("virtualNetworkId")).isEqualTo("4021");
              assertThat(session.get("sessionNumber")).isEqualTo("1");
              assertThat(session.get("tagSet").toString())
                  .contains(
                      "sluice-blueprint", "trading", session.get("networkInterfaceId").toString());
            });
    assertThat(said(plan(blueprint))).isEmpty();
  }

  @Test
  void planOfAStandingStackCostsPagesNotInterfaces() {
    machines(1500, "web");
    Blueprint blueprint = blueprint(WEB);
    apply(blueprint);
    cloud.forgetCalls();

    assertThat(said(plan(blueprint))).isEmpty();

    assertThat(cloud.actions()).filteredOn("DescribeInstances"::equals).hasSize(2);
    assertThat(cloud.actions()).filteredOn("DescribeTrafficMirrorSessions"::equals).hasSize(2);
    assertThat(cloud.calls()).hasSizeLessThan(25);
  }

  @Test
  void instancesThatComeAreEnrolledAndThoseThatGoAreForgotten() {
    machines(3, "web");
    Blueprint blueprint = blueprint(WEB);
    apply(blueprint);
    machines(4, "web2");
    cloud.remove(machine -> machine.tags().get("number").equals("0"));

    Blueprint both =
        blueprint(
            WEB,
            new Source.Instances(
                new InstanceSelector(
                    Map.of("tier", "web2"), List.of(), new Tagged(Map.of("number", "2")))));

    assertThat(said(plan(both)))
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines).filteredOn(line -> line.startsWith("LINK ")).hasSize(2);
              assertThat(lines).filteredOn(line -> line.startsWith("UNLINK ")).hasSize(1);
            });
  }

  @Test
  void sessionsOfOthersAreCountedFollowedAndLeftAlone() {
    machines(3, "web");
    List<String> cards = IntStream.range(0, 3).mapToObj(i -> cardOf("web", i)).toList();
    foreignSession(cards.get(0), 5);
    IntStream.of(1, 2, 3).forEach(number -> foreignSession(cards.get(1), number));
    Blueprint blueprint = blueprint(WEB);
    MirrorOnly provider = open(blueprint);

    run(provider, new Planner(provider).plan());

    assertThat(provider.notices()).extracting(Problem::code).containsExactly("TM-1", "TM-4");
    assertThat(ours()).hasSize(2);
    assertThat(ours())
        .filteredOn(one -> one.get("networkInterfaceId").equals(cards.get(0)))
        .singleElement()
        .satisfies(one -> assertThat(one.get("sessionNumber")).isEqualTo("6"));
    foreignSession(cards.get(2), 9);
    assertThat(said(plan(blueprint))).isEmpty();

    destroy(blueprint);

    assertThat(sessions()).hasSize(5).allMatch(one -> one.get("tagSet").equals(List.of()));
  }

  @Test
  void destroyLeavesNothingOfOurs() {
    machines(3, "web");
    Blueprint blueprint = blueprint(mirror(1, 128, true, List.of(HTTPS)), WEB);
    apply(blueprint);

    destroy(blueprint);

    assertThat(
            List.of(
                cloud.of("trafficMirrorSession"),
                cloud.of("trafficMirrorFilterRule"),
                cloud.of("trafficMirrorFilter"),
                cloud.of("trafficMirrorTarget"),
                cloud.of("Listener"),
                cloud.of("LoadBalancer"),
                cloud.of("TargetGroup")))
        .allSatisfy(left -> assertThat(left).isEmpty());
    List<String> order = cloud.actions().stream().filter(one -> one.startsWith("Delete")).toList();
    assertThat(order.subList(0, 3)).containsOnly("DeleteTrafficMirrorSession");
    assertThat(order)
        .containsSubsequence("DeleteTrafficMirrorTarget", "DeleteListener", "DeleteLoadBalancer")
        .containsSubsequence("DeleteListener", "DeleteTargetGroup");
  }

  @Test
  void whatChangesOfASessionOrARuleChangesInPlace() {
    machines(1, "web");
    apply(blueprint(mirror(1, 128, false, List.of(HTTPS)), WEB));
    String session = sessions().getFirst().get("trafficMirrorSessionId").toString();
    Blueprint changed =
        blueprint(
            mirror(
                2,
                null,
                true,
                List.of(
                    new MirrorRule(Direction.INGRESS, null, null, null, null, "10.0.0.0/8", null))),
            WEB);

    assertThat(said(plan(changed)))
        .containsExactlyInAnyOrder(
            "UPDATE AWS::EC2::TrafficMirrorFilter/mirror",
            "UPDATE AWS::EC2::TrafficMirrorFilterRule/ingress-1000",
            "LINK AWS::EC2::TrafficMirrorSession/" + cardOf("web", 0));
    apply(changed);

    assertThat(said(plan(changed))).isEmpty();
    assertThat(sessions())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.get("trafficMirrorSessionId")).isEqualTo(session);
              assertThat(one.get("virtualNetworkId")).isEqualTo("2");
              assertThat(one.get("packetLength")).isEqualTo("8500");
            });
  }

  @Test
  void listenerThatSomebodyTookAwayIsSeenAndPutBack() {
    machines(1, "web");
    apply(blueprint(WEB));
    cloud.drop("Listener");

    assertThat(said(plan(blueprint(WEB))))
        .containsExactly("CREATE AWS::ElasticLoadBalancingV2::Listener/mirror");
  }

  @Test
  void loadBalancerOfSomebodyElseWithOurNameIsRefusedBeforeAnythingIsMade() {
    cloud.put(
        "LoadBalancer",
        "arn:other",
        Map.of(
            "LoadBalancerArn",
            "arn:other",
            "LoadBalancerName",
            "trading-mirror",
            "Tags",
            Map.of()));
    cloud.forgetCalls();

    assertThatThrownBy(() -> plan(blueprint(WEB)))
        .hasMessageContaining("load balancer named `trading-mirror` is there already");
    assertThat(cloud.actions()).noneMatch(action -> action.startsWith("Create"));
  }

  @Test
  void unknownNamesAreAllToldAtOnceBeforeAnythingIsMade() {
    machines(1, "web");
    Blueprint blueprint =
        blueprint(
            WEB,
            new Source.Interfaces(List.of("eni-0123456789abcdef0", cardOf("web", 0))),
            new Source.Subnets(List.of("subnet-0ffffffffffffffff")),
            new Source.Instances(
                new InstanceSelector(Map.of(), List.of("i-0123456789abcdef0"), null)));

    assertThatThrownBy(() -> plan(blueprint))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::summary)
                    .containsExactlyInAnyOrder(
                        "There is no network interface `eni-0123456789abcdef0` in eu-west-1.",
                        "There is no subnet `subnet-0ffffffffffffffff` in eu-west-1.",
                        "There is no instance `i-0123456789abcdef0` in eu-west-1."));
    assertThat(cloud.actions()).noneMatch(action -> action.startsWith("Create"));
    destroy(blueprint);
  }

  @Test
  void interfaceInAnotherVpcNeedsARoute() {
    machines(1, "web", "vpc-0aaaaaaaaaaaaaaaa");
    Blueprint blueprint = blueprint(new Source.Interfaces(List.of(cardOf("web", 0))));

    assertThatThrownBy(() -> plan(blueprint)).hasMessageContaining("no route to the fleet");
    cloud.route(
        "vpc-0aaaaaaaaaaaaaaaa",
        Map.of(
            "destinationCidrBlock", "10.60.0.0/16",
            "vpcPeeringConnectionId", "pcx-1",
            "state", "active"));

    apply(blueprint);
    assertThat(sessions()).hasSize(1);
  }

  @Test
  void subnetsMeanTheInterfacesThatLieInThem() {
    machines(6, "web");

    apply(blueprint(new Source.Subnets(List.of(FakeMirrorCloud.SUBNETS.getFirst()))));

    assertThat(sessions()).hasSize(3);
  }

  @Test
  void noInstanceWithTheTagIsAWarning() {
    MirrorOnly provider = open(blueprint(WEB));

    assertThat(said(new Planner(provider).plan())).noneMatch(line -> line.startsWith("LINK"));
    assertThat(provider.notices())
        .extracting(Problem::summary)
        .containsExactly("No instance carries the tags `tier: web`, so nothing is mirrored.");
  }

  @Test
  void wildcardInATagsValueIsAnOrdinaryCharacter() {
    machines(1, "w*b");

    assertThat(said(plan(blueprint(WEB)))).noneMatch(line -> line.startsWith("LINK"));
  }

  @Test
  void sessionsAreTheLastToBeMade() {
    machines(2, "web");

    apply(blueprint(WEB));

    Predicate<String> creates = action -> action.startsWith("Create");
    List<String> made = cloud.actions().stream().filter(creates).toList();
    assertThat(made.subList(made.size() - 2, made.size()))
        .containsOnly("CreateTrafficMirrorSession");
  }
}
