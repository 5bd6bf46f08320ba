package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Appliances;
import io.sluice.engine.blueprint.Aws;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.DataRate;
import io.sluice.engine.blueprint.Gateway;
import io.sluice.engine.blueprint.InstanceSelector;
import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.MirrorRule;
import io.sluice.engine.blueprint.MirrorRule.Direction;
import io.sluice.engine.blueprint.Network;
import io.sluice.engine.blueprint.PortRange;
import io.sluice.engine.blueprint.Probe;
import io.sluice.engine.blueprint.Scale;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.plan.Action;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of mirroring stand on: a cloud, blueprints, and the real planner and applier. */
abstract class MirrorBench {
  static final MirrorRule HTTPS =
      new MirrorRule(Direction.INGRESS, "tcp", new PortRange(443, 443), null, null, null, null);
  static final Source WEB =
      new Source.Instances(new InstanceSelector(Map.of("tier", "web"), List.of(), null));

  @TempDir Path folder;
  FakeMirrorCloud cloud;

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeMirrorCloud();
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  static Mirror mirror(int vni, Integer length, boolean dns, List<MirrorRule> accept) {
    return new Mirror(
        io.sluice.engine.blueprint.MirrorTarget.NETWORK_LOAD_BALANCER,
        vni,
        accept,
        List.of(),
        dns,
        length,
        true,
        new Probe(Duration.ofSeconds(10), 2, 8080));
  }

  static Blueprint blueprint(Mirror mirror, Source... sources) {
    return new Blueprint(
        "trading",
        null,
        new Aws("eu-west-1"),
        new Network(null, null, null, FakeMirrorCloud.VPC, FakeMirrorCloud.SUBNETS),
        List.of(sources),
        new Gateway(
            new Tunnels(new Tunnel(900, 10800), new Tunnel(901, 10801)),
            new Probe(Duration.ofSeconds(5), 2, 8080)),
        mirror,
        new Appliances(
            "c7gn.xlarge", new Scale(1, 2, new DataRate(1_000_000), Duration.ofMinutes(5))),
        null);
  }

  static Blueprint blueprint(Source... sources) {
    return blueprint(mirror(4021, null, false, List.of()), sources);
  }

  MirrorOnly open(Blueprint blueprint) {
    return new MirrorOnly(
        blueprint, cloud.url(), new Bundle(folder.resolve("appliance.tar.gz"), "0", "1"));
  }

  Plan plan(Blueprint blueprint) {
    return new Planner(open(blueprint)).plan();
  }

  static List<String> said(Plan plan) {
    return plan.changes().stream()
        .filter(change -> change.action() != Action.NO_OP)
        .map(change -> change.action() + " " + change.key())
        .toList();
  }

  void apply(Blueprint blueprint) {
    MirrorOnly provider = open(blueprint);
    run(provider, new Planner(provider).plan());
  }

  void destroy(Blueprint blueprint) {
    MirrorOnly provider = open(blueprint);
    run(provider, new Planner(provider).destroyPlan());
  }

  static void run(MirrorOnly provider, Plan plan) {
    ApplyResult result = new Applier(provider, 8, event -> {}).apply(plan);
    assertThat(result.failed()).isEmpty();
    assertThat(result.ok()).isTrue();
  }

  void machines(int count, String tier) {
    machines(count, tier, FakeMirrorCloud.VPC);
  }

  void machines(int count, String tier, String vpc) {
    for (int i = 0; i < count; i++) {
      String id = "%s%05d".formatted(Integer.toHexString(tier.hashCode()), i);
      cloud.add(
          new FakeMirrorCloud.Machine(
              "i-" + id,
              "c5.large",
              Map.of("tier", tier, "number", Integer.toString(i)),
              List.of(
                  new FakeMirrorCloud.Card(
                      "eni-" + id,
                      FakeMirrorCloud.SUBNETS.get(i % 2),
                      FakeMirrorCloud.ZONES.get(i % 2),
                      vpc))));
    }
  }

  List<Map<String, Object>> sessions() {
    return cloud.of("trafficMirrorSession");
  }

  void foreignSession(String card, int number) {
    cloud.put(
        "trafficMirrorSession",
        "tms-foreign-" + card + number,
        Map.of(
            "trafficMirrorSessionId",
            "tms-foreign-" + card + number,
            "networkInterfaceId",
            card,
            "sessionNumber",
            Integer.toString(number),
            "virtualNetworkId",
            "77",
            "trafficMirrorTargetId",
            "tmt-other",
            "trafficMirrorFilterId",
            "tmf-other",
            "tagSet",
            List.of()));
  }

  List<Map<String, Object>> ours() {
    return sessions().stream().filter(one -> !one.get("tagSet").equals(List.of())).toList();
  }

  static String cardOf(String tier, int i) {
    return "eni-%s%05d".formatted(Integer.toHexString(tier.hashCode()), i);
  }
}
