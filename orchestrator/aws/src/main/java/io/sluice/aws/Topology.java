package io.sluice.aws;

import io.sluice.engine.blueprint.Network;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Ref;
import java.util.List;
import java.util.Objects;

/** From a blueprint to the resources that it means. */
final class Topology {
  private final Workspace at;
  private final Kinds kinds;
  private final Wants wants = new Wants();
  private final MirrorTopology mirror;

  private Topology(Workspace at, Kinds kinds) {
    this.at = at;
    this.kinds = kinds;
    this.mirror = new MirrorTopology(at, kinds, wants);
  }

  static List<Desired<?>> of(Workspace at, Kinds kinds) {
    Topology topology = new Topology(at, kinds);
    topology.network();
    topology.mirror.balancing();
    return topology.wants.all();
  }

  private void network() {
    Network network = at.blueprint().network();
    if (network.vpc() != null) {
      return;
    }
    wants.add(
        kinds.vpc,
        VirtualPrivateCloud.ID,
        new VirtualPrivateCloud(Objects.requireNonNull(network.addressSpace())));
    List<String> ranges = Objects.requireNonNull(network.subnets());
    List<String> zones = at.zones();
    Ref vpc = at.vpc();
    for (int i = 0; i < ranges.size(); i++) {
      wants.add(kinds.subnet, Subnet.id(i), new Subnet(vpc, ranges.get(i), zones.get(i)));
    }
  }
}
