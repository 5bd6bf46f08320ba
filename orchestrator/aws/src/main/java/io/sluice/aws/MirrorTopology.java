package io.sluice.aws;

import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.Probe;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The part of the topology that brings mirrored packets to the fleet. */
final class MirrorTopology {
  /** TM-7: VXLAN (RFC 7348). */
  private static final int VXLAN = 4789;

  /** GW-2: GENEVE (RFC 8926). */
  private static final int GENEVE = 6081;

  /** GW-12. */
  private static final int SHORTEST_TIMEOUT = 2;

  private static final int LONGEST_TIMEOUT = 5;

  private static final String ID = Balancing.MIRROR;

  private final Workspace at;
  private final MirrorKinds kinds;
  private final Wants wants;
  private final Lazy<SourceChoice> choice;
  private final Set<Key> before = new HashSet<>();

  /** The mirror target by zone; a network load balancer's one target stands for every zone. */
  private final Map<String, Ref> targets = new LinkedHashMap<>();

  MirrorTopology(Workspace at, Kinds kinds, Wants wants) {
    this.at = at;
    this.kinds = kinds.mirror;
    this.wants = wants;
    this.choice =
        new Lazy<>(
            () ->
                Sources.read(
                    at,
                    kinds.mirror.mirroring,
                    MirrorTypes.load(System.getenv(MirrorTypes.OVERRIDE))));
  }

  private boolean isGateway() {
    return at.mirror().target() == io.sluice.engine.blueprint.MirrorTarget.GATEWAY_LOAD_BALANCER;
  }

  /** What stands before the fleet: target group, load balancer, listener, endpoints. */
  void balancing() {
    Mirror mirror = at.mirror();
    Set<Ref> subnets = new HashSet<>(at.subnets());
    wants.add(
        kinds.targetGroup,
        ID,
        new TargetGroup(
            isGateway() ? "GENEVE" : "UDP",
            isGateway() ? GENEVE : VXLAN,
            at.vpc(),
            subnets,
            health(mirror.probe()),
            isGateway() ? TargetGroup.gateway() : TargetGroup.network()));
    wants.add(
        kinds.loadBalancer,
        ID,
        LoadBalancer.of(
            isGateway() ? LoadBalancer.GATEWAY : LoadBalancer.NETWORK,
            subnets,
            mirror.crossZone()));
    Ref balancer = Ref.own(LoadBalancer.TYPE, ID);
    Key listener =
        wants.add(
            kinds.listener,
            ID,
            new Listener(
                balancer,
                isGateway() ? null : "UDP",
                isGateway() ? null : VXLAN,
                Ref.own(TargetGroup.TYPE, ID)));
    before.add(listener);
    if (isGateway()) {
      endpoints(balancer, listener);
    } else {
      wants.add(kinds.target, ID, new MirrorTarget(balancer), listener);
      targets.put("", Ref.own(MirrorTarget.TYPE, ID));
    }
  }

  /** GW-13: one endpoint for each zone, however many of the fleet's subnets lie in it. */
  private void endpoints(Ref balancer, Key listener) {
    wants.add(kinds.service, ID, new EndpointService(Set.of(balancer), false));
    List<Ref> subnets = at.subnets();
    List<String> zones = at.zones();
    for (int i = 0; i < subnets.size(); i++) {
      String id = GatewayEndpoint.id(zones.get(i));
      if (targets.putIfAbsent(zones.get(i), Ref.own(MirrorTarget.TYPE, id)) == null) {
        wants.add(
            kinds.endpoint,
            id,
            new GatewayEndpoint(
                Ref.own(EndpointService.TYPE, ID), at.vpc(), subnets.get(i), false));
        wants.add(kinds.target, id, new MirrorTarget(Ref.own(GatewayEndpoint.TYPE, id)), listener);
      }
    }
  }

  /**
   * AWS wants the timeout no longer than the interval, and counts from two (GW-12); what the
   * blueprint asks beyond AWS's ranges is cut to them.
   */
  private static TargetGroup.HealthCheck health(Probe probe) {
    int interval = Math.clamp(probe.interval().toSeconds(), 5, 300);
    return new TargetGroup.HealthCheck(
        "HTTP",
        Integer.toString(probe.port()),
        BootDocument.HEALTH,
        interval,
        Math.clamp(interval / 2, SHORTEST_TIMEOUT, LONGEST_TIMEOUT),
        2,
        Math.clamp(probe.failAfter(), 2, 10),
        "200");
  }

  /** The target groups that the fleet's machines join; known after {@link #balancing()}. */
  List<Ref> targetGroups() {
    return List.of(Ref.own(TargetGroup.TYPE, ID));
  }

  /** What must stand before the first machine starts; known after {@link #balancing()}. */
  Set<Key> beforeFleet() {
    return Set.copyOf(before);
  }

  /**
   * Ids of the VPCs that mirrored packets come from, besides the fleet's own; machines admit their
   * addresses.
   */
  Set<String> sourceVpcs() {
    Set<String> vpcs = new TreeSet<>();
    choice.get().sources().forEach(source -> vpcs.add(source.vpc()));
    String fleet = at.blueprint().network().vpc();
    if (fleet != null) {
      vpcs.remove(fleet);
    }
    return vpcs;
  }

  /**
   * Filter, rules and sessions: nothing is sent before there is a fleet behind it.
   *
   * @param fleet the Auto Scaling group
   */
  void sources(Key fleet) {
    Mirror mirror = at.mirror();
    wants.add(kinds.filter, ID, new MirrorFilter(mirror.dns()));
    Ref filter = Ref.own(MirrorFilter.TYPE, ID);
    List<Key> after = new ArrayList<>(List.of(fleet));
    for (MirrorFilterRule rule : FilterRules.of(mirror, filter)) {
      after.add(wants.add(kinds.rule, FilterRules.id(rule.direction(), rule.number()), rule));
    }
    after.addAll(before);
    Key[] first = after.toArray(Key[]::new);
    for (SourceChoice.Chosen source : choice.get().sources()) {
      session(source.id(), target(source), source.number(), first);
    }
    // Asked for by name and not to be had: the plan says so, and a destroy does not mind.
    kinds.session.refuse(choice.get().refused());
    kinds.notices(choice.get().notices());
    Ref any = targets.values().iterator().next();
    choice.get().refused().keySet().forEach(id -> session(id, any, 1, first));
  }

  private void session(String id, Ref target, int number, Key... after) {
    Mirror mirror = at.mirror();
    wants.add(
        kinds.session,
        id,
        new MirrorSession(
            target, Ref.own(MirrorFilter.TYPE, ID), number, mirror.vni(), mirror.packetLength()),
        after);
  }

  /** The target of the interface's own zone; where there is none, the first. */
  private Ref target(SourceChoice.Chosen source) {
    Ref any = targets.values().iterator().next();
    String zone = source.zone();
    return zone == null ? any : targets.getOrDefault(zone, any);
  }
}
