package io.sluice.aws;

import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import java.util.List;
import java.util.Set;

/** The part of the topology that brings mirrored packets to the fleet. */
final class MirrorTopology {
  MirrorTopology(Workspace at, Kinds kinds, Wants wants) {}

  /** What stands before the fleet: target group, load balancer, listener, endpoints. */
  void balancing() {}

  /** The target groups that the fleet's machines join; known after {@link #balancing()}. */
  List<Ref> targetGroups() {
    return List.of();
  }

  /** What must stand before the first machine starts; known after {@link #balancing()}. */
  Set<Key> beforeFleet() {
    return Set.of();
  }

  /**
   * Ids of the VPCs that mirrored packets come from, besides the fleet's own; machines admit their
   * addresses.
   */
  Set<String> sourceVpcs() {
    return Set.of();
  }

  /**
   * Filter, rules, mirror target and sessions: nothing is sent before there is a fleet behind it.
   *
   * @param fleet the Auto Scaling group
   */
  void sources(Key fleet) {}
}
