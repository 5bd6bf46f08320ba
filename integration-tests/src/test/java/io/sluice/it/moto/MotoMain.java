package io.sluice.it.moto;

import io.sluice.aws.AwsProvider;
import io.sluice.aws.AwsSession;
import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanText;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import io.sluice.it.wire.Body;
import io.sluice.it.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Applies a blueprint to moto, plans it again, and destroys it: {@code ENDPOINT BLUEPRINT}. What
 * moto does not have is left out by name; what it cannot delete is left out of the destroy.
 */
public final class MotoMain {
  /** moto 5.2.1: no sessions, no filter rules. */
  private static final Set<String> NOT_THERE =
      Set.of("AWS::EC2::TrafficMirrorSession", "AWS::EC2::TrafficMirrorFilterRule");

  /** moto 5.2.1: created and described, never deleted. */
  private static final Set<String> NOT_DELETABLE =
      Set.of("AWS::EC2::TrafficMirrorTarget", "AWS::EC2::TrafficMirrorFilter");

  private MotoMain() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("sluice-moto");
    Path bundle = Files.writeString(folder.resolve("appliance-0.1.0.tar.gz"), "no appliance\n");
    Blueprint blueprint = BlueprintLoader.load(Path.of(args[1]), System::getenv).blueprint();
    try (Wire wire = new Wire(URI.create(args[0]));
        AwsProvider aws = AwsProvider.open(blueprint, session(wire), Bundle.of(bundle))) {
      wire.tap(MotoMain::pass);
      Without provider = new Without(aws, NOT_THERE);
      Plan plan = new Planner(provider).plan();
      System.out.print(PlanText.render(plan, false));
      apply(provider, plan);
      Plan again = new Planner(provider).plan();
      expect(again.isEmpty(), "the second plan is not empty:\n" + PlanText.render(again, false));
      System.out.println("ok: the second plan says no changes");
      Set<String> most = new HashSet<>(NOT_THERE);
      most.addAll(NOT_DELETABLE);
      Without deletable = new Without(aws, most);
      apply(deletable, new Planner(deletable).destroyPlan());
      Plan left = new Planner(deletable).destroyPlan();
      expect(left.isEmpty(), "destroy left:\n" + PlanText.render(left, false));
      System.out.println("ok: destroy left nothing that moto can delete");
    }
    System.exit(0);
  }

  private static AwsSession session(Wire wire) {
    return AwsSession.connect("eu-west-1", wire.endpoint(), "stranger", "secret");
  }

  /** moto cannot list what it does not have: there are no sessions. */
  private static Wire.Answer pass(Wire.Call call, Wire.Onward onward) throws IOException {
    if (!call.body().text().startsWith("Action=DescribeTrafficMirrorSessions")) {
      return onward.send();
    }
    String none =
        """
        <DescribeTrafficMirrorSessionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
          <requestId>none</requestId><trafficMirrorSessionSet/>
        </DescribeTrafficMirrorSessionsResponse>
        """;
    return new Wire.Answer(200, Map.of("content-type", "text/xml"), Body.of(none));
  }

  private static void apply(Provider provider, Plan plan) {
    ApplyResult result = new Applier(provider, 4, event -> {}).apply(plan);
    result.failed().stream().map(Problem::toString).forEach(System.err::println);
    expect(result.ok(), result.notDone().size() + " steps were not done");
    System.out.println("ok: " + result.done().size() + " steps done");
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      System.err.println("FAILED: " + otherwise);
      System.exit(1);
    }
  }
}
