package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.util.ArrayList;
import java.util.List;

/** No tool's packets may come back to the fleet as if they were new: they would go in circles. */
final class OwnTunnelRules {
  private record Own(String scheme, int vni, int port) {}

  private final Problems problems;

  OwnTunnelRules(Problems problems) {
    this.problems = problems;
  }

  void check(Bound bound, Blueprint blueprint) {
    Pipeline pipeline = blueprint.pipeline();
    if (pipeline == null) {
      return;
    }
    List<Own> tunnels = tunnels(blueprint);
    for (int i = 0; i < pipeline.tools().size(); i++) {
      Tool tool = pipeline.tools().get(i);
      check(bound, blueprint, tunnels, tool.balance(), "balance", i);
      check(bound, blueprint, tunnels, tool.replicate(), "replicate", i);
    }
  }

  private static List<Own> tunnels(Blueprint blueprint) {
    Mirror mirror = blueprint.mirror();
    if (mirror != null) {
      return mirror.target() == MirrorTarget.GATEWAY_LOAD_BALANCER
          ? List.of()
          : List.of(new Own("vxlan", mirror.vni(), 4_789));
    }
    Tunnels own = blueprint.gateway().tunnels();
    return List.of(
        new Own("vxlan", own.internal().vni(), own.internal().port()),
        new Own("vxlan", own.external().vni(), own.external().port()));
  }

  private void check(
      Bound bound,
      Blueprint blueprint,
      List<Own> tunnels,
      List<String> targets,
      String key,
      int at) {
    for (int i = 0; i < targets.size(); i++) {
      Target target = Target.of(targets.get(i));
      if (target == null || !target.isUdp()) {
        continue;
      }
      Own own =
          tunnels.stream()
              .filter(each -> each.scheme().equals(target.scheme()))
              .filter(each -> each.port() == target.port())
              .filter(each -> each.vni() == target.id())
              .findFirst()
              .orElse(null);
      boolean inside = inFleet(blueprint.network(), target.host());
      String path = "pipeline.tools[%d].%s[%d]".formatted(at, key, i);
      if (own != null) {
        tell(
            inside,
            "`%s` has the vni %d and the port %d of a tunnel into the fleet itself."
                .formatted(path, own.vni(), own.port()),
            bound,
            at,
            key,
            i);
      } else if (inside && tunnels.stream().anyMatch(each -> each.port() == target.port())) {
        tell(
            false,
            "`%s` is in the fleet's own subnet, with the port %d that appliances listen on."
                .formatted(path, target.port()),
            bound,
            at,
            key,
            i);
      }
    }
  }

  private void tell(boolean error, String summary, Bound bound, int tool, String key, int target) {
    String code = "blueprint.circle";
    problems.add(
        (error ? Problem.error(code, summary) : Problem.warning(code, summary))
            .at(bound.at("pipeline", "tools", tool, key, target))
            .withHint("Take another vni or port, or packets may go in circles."));
  }

  /** Whether the host is an address in a subnet that the blueprint makes for the fleet. */
  private static boolean inFleet(Network network, String host) {
    if (!host.matches(Cidr.ADDRESS_PATTERN)) {
      return false;
    }
    List<String> subnets =
        new ArrayList<>(network.subnets() == null ? List.of() : network.subnets());
    if (network.subnet() != null) {
      subnets.add(network.subnet());
    }
    return subnets.stream()
        .filter(each -> each.matches(Cidr.PATTERN))
        .anyMatch(each -> Cidr.of(each).contains(Cidr.address(host)));
  }
}
