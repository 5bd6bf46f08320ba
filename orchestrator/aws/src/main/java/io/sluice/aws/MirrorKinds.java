package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.resource.Kind;
import java.util.List;
import java.util.Map;

/** The kinds that bring mirrored packets to the fleet. */
final class MirrorKinds {
  final Mirroring mirroring;
  private final Balancing balancing;
  private volatile List<Problem> notices = List.of();
  final TargetGroup.Type targetGroup;
  final LoadBalancer.Type loadBalancer;
  final Listener.Type listener;
  final EndpointService.Type service;
  final GatewayEndpoint.Type endpoint;
  final MirrorTarget.Type target;
  final MirrorFilter.Type filter;
  final MirrorFilterRule.Type rule;
  final MirrorSession.Type session;

  MirrorKinds(Workspace at) {
    balancing = new Balancing(at);
    mirroring = new Mirroring(at);
    targetGroup = new TargetGroup.Type(at, balancing);
    loadBalancer = new LoadBalancer.Type(at, balancing);
    listener = new Listener.Type(at, balancing);
    service = new EndpointService.Type(at);
    endpoint = new GatewayEndpoint.Type(at);
    target = new MirrorTarget.Type(at, mirroring);
    filter = new MirrorFilter.Type(at, mirroring);
    rule = new MirrorFilterRule.Type(at, mirroring);
    session = new MirrorSession.Type(at, mirroring);
  }

  /** What mirrored packets pass on their way, in the order in which it is built. */
  List<Kind<?>> beforeFleet() {
    return List.of(targetGroup, loadBalancer, listener, service, endpoint);
  }

  /** What a person wants to know of them when the stack stands. */
  void outputs(Map<String, String> outputs) {
    for (var balancer : balancing.ownLoadBalancers()) {
      outputs.put("load balancer", balancer.loadBalancerArn());
    }
    outputs.put("mirrored interfaces", Integer.toString(session.discover().owned().size()));
  }

  /** What the newest look at the sources found that a person should know. */
  List<Problem> notices() {
    return notices;
  }

  void notices(List<Problem> all) {
    notices = List.copyOf(all);
  }

  /** What sends packets there. */
  List<Kind<?>> afterFleet() {
    return List.of(target, filter, rule, session);
  }
}
