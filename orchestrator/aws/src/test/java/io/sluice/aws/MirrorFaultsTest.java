package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** What mirroring makes of lost answers, refusals and what others do meanwhile. */
class MirrorFaultsTest extends MirrorBench {
  @Test
  void answerThatGotLostDoublesNothing() {
    machines(2, "web");
    for (String action :
        List.of(
            "CreateTrafficMirrorTarget",
            "CreateTrafficMirrorFilter",
            "CreateTrafficMirrorFilterRule",
            "CreateTrafficMirrorSession",
            "CreateTargetGroup",
            "CreateLoadBalancer",
            "CreateListener")) {
      cloud.cutOnce(call -> action.equals(call.get("Action")));
      apply(blueprint(WEB));
      assertThat(said(plan(blueprint(WEB)))).as(action).isEmpty();
      destroy(blueprint(WEB));
      assertThat(sessions()).as(action).isEmpty();
      assertThat(cloud.of("LoadBalancer")).as(action).isEmpty();
      assertThat(cloud.of("Listener")).as(action).isEmpty();
    }
  }

  @Test
  void sessionThatAWSRefusesIsToldAndStopsNoOther() {
    machines(3, "web");
    MirrorOnly provider = open(blueprint(WEB));
    Plan plan = new Planner(provider).plan();
    cloud.refuseOnce(
        "CreateTrafficMirrorSession", "TrafficMirrorSessionsPerInterfaceLimitExceeded");

    ApplyResult result = new Applier(provider, 8, event -> {}).apply(plan);

    assertThat(sessions()).hasSize(2);
    assertThat(result.failed())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code())
                  .isEqualTo("TrafficMirrorSessionsPerInterfaceLimitExceeded");
              assertThat(problem.summary())
                  .startsWith("Could not link the mirror session `eni-")
                  .contains("limit");
            });
    apply(blueprint(WEB));
    assertThat(sessions()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "DeleteTrafficMirrorFilter, TrafficMirrorFilterInUse",
    "DeleteTrafficMirrorTarget, TrafficMirrorTargetInUseException",
    "DeleteTargetGroup, ResourceInUse",
    "DeleteLoadBalancer, ResourceInUse",
    "DeleteTrafficMirrorSession, RequestLimitExceeded",
    "DeleteListener, Throttling"
  })
  void whatIsStillInUseOrTooMuchIsWaitedOut(String action, String code) {
    machines(1, "web");
    apply(blueprint(WEB));
    cloud.refuseOnce(action, code);

    destroy(blueprint(WEB));

    assertThat(said(new Planner(open(blueprint(WEB))).destroyPlan())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CreateTrafficMirrorSession, InvalidTrafficMirrorTargetId.NotFound",
    "CreateTrafficMirrorFilterRule, InvalidTrafficMirrorFilterId.NotFound",
    "CreateListener, TargetGroupNotFound"
  })
  void whatWeMadeAMomentAgoMayNotBeKnownYet(String action, String code) {
    machines(1, "web");
    cloud.refuseOnce(action, code);

    apply(blueprint(WEB));

    assertThat(sessions()).hasSize(1);
  }

  @Test
  void whatSomebodyTookAwayMeanwhileIsGone() {
    machines(2, "web");
    Blueprint blueprint = blueprint(WEB);
    apply(blueprint);
    MirrorOnly provider = open(blueprint);
    Plan plan = new Planner(provider).destroyPlan();
    List.of("trafficMirrorSession", "trafficMirrorTarget", "trafficMirrorFilterRule")
        .forEach(cloud::drop);

    run(provider, plan);

    assertThat(said(new Planner(open(blueprint)).destroyPlan())).isEmpty();
  }

  @Test
  void ruleThatStandsInOurFilterUnseenIsMadeToBeTheOneWanted() {
    machines(1, "web");
    apply(blueprint(WEB));
    MirrorOnly provider = open(blueprint(WEB));
    cloud.of("trafficMirrorFilterRule").forEach(rule -> rule.put("ruleAction", "reject"));
    List<Map<String, Object>> kept = cloud.of("trafficMirrorFilterRule");
    cloud.drop("trafficMirrorFilterRule");
    Plan plan = new Planner(provider).plan();
    kept.forEach(
        rule ->
            cloud.put(
                "trafficMirrorFilterRule", rule.get("trafficMirrorFilterRuleId").toString(), rule));

    run(provider, plan);

    assertThat(cloud.of("trafficMirrorFilterRule"))
        .hasSize(2)
        .allMatch(rule -> rule.get("ruleAction").equals("accept"));
  }

  @Test
  void whatEc2DidNotDoThoughItAnswered200IsAFailureToo() {
    UnsuccessfulItem item =
        UnsuccessfulItem.builder()
            .resourceId("vpce-svc-1")
            .error(error -> error.code("ExistingVpcEndpointConnections").message("still there"))
            .build();

    assertThatThrownBy(() -> Unsuccessful.raise(List.of(item)))
        .satisfies(
            e ->
                assertThat(AwsErrors.classify(e).type())
                    .isEqualTo(io.sluice.engine.provider.Failure.Type.BUSY));
    Unsuccessful.raise(List.of());
  }
}
