package io.sluice.aws;

import io.sluice.aws.SecurityGroup.Rule;
import io.sluice.engine.blueprint.MirrorTarget;
import io.sluice.engine.blueprint.Network;
import io.sluice.engine.boot.BootDocument.MirrorTunnel;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** From a blueprint to the resources that it means. */
final class Topology {
  /** The logical id of what the machines have in common. */
  static final String FLEET = "appliances";

  private static final int HTTPS = 443;
  private static final String ANYWHERE = "0.0.0.0/0";

  private final Workspace at;
  private final Kinds kinds;
  private final Wants wants = new Wants();
  private final MirrorTopology mirror;

  /** What a machine needs before it starts, although no reference says so. */
  private final Set<Key> beforeFleet = new HashSet<>();

  private Topology(Workspace at, Kinds kinds) {
    this.at = at;
    this.kinds = kinds;
    this.mirror = new MirrorTopology(at, kinds, wants);
  }

  static List<Desired<?>> of(Workspace at, Kinds kinds) {
    Topology topology = new Topology(at, kinds);
    topology.network();
    topology.securityGroup();
    topology.mailbox();
    topology.permissions();
    topology.mirror.balancing();
    topology.mirror.sources(topology.fleet());
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
    Key routes =
        wants.add(kinds.routeTable, RouteTable.ID, new RouteTable(vpc, Set.copyOf(at.subnets())));
    beforeFleet.add(routes);
    beforeFleet.add(
        wants.add(
            kinds.s3Endpoint,
            S3Endpoint.ID,
            new S3Endpoint(
                vpc,
                "com.amazonaws." + at.region() + ".s3",
                Set.of(Ref.own(RouteTable.TYPE, RouteTable.ID)))));
  }

  /**
   * Mirrored packets keep the address of the interface that they were mirrored from (TM-11); those
   * of a gateway load balancer, and all probes, come from the balancer in the fleet's own VPC.
   */
  private void securityGroup() {
    MirrorTunnel tunnel = MirrorTunnel.of(at.mirror());
    Set<String> from = new TreeSet<>(at.cidrs());
    if (at.mirror().target() == MirrorTarget.NETWORK_LOAD_BALANCER) {
      mirror.sourceVpcs().forEach(vpc -> from.addAll(at.cidrs(vpc)));
    }
    Set<Rule> ingress = new TreeSet<>();
    from.forEach(range -> ingress.add(new Rule("udp", tunnel.port(), tunnel.port(), range)));
    int probe = at.mirror().probe().port();
    at.cidrs().forEach(range -> ingress.add(new Rule("tcp", probe, probe, range)));
    wants.add(
        kinds.securityGroup,
        FLEET,
        new SecurityGroup(
            at.vpc(), List.copyOf(ingress), List.of(new Rule("tcp", HTTPS, HTTPS, ANYWHERE))));
  }

  private void mailbox() {
    wants.add(kinds.bucket, Bucket.ID, Bucket.PRIVATE);
    // Their ids lie within the bucket's, which is what puts them after it.
    beforeFleet.add(
        wants.add(
            kinds.object,
            MailboxObject.BUNDLE,
            new MailboxObject(at.bundle().object(), at.bundle().sha256())));
    beforeFleet.add(
        wants.add(
            kinds.object,
            MailboxObject.CONFIG,
            new MailboxObject(ApplianceConfig.OBJECT, ApplianceConfig.of(at.blueprint()).hash())));
  }

  private void permissions() {
    beforeFleet.add(wants.add(kinds.role, Role.ID, Role.machines(at, at.name(FLEET, 1))));
    wants.add(kinds.profile, FLEET, new InstanceProfile(Ref.own(Role.TYPE, Role.ID)));
  }

  private Key fleet() {
    wants.add(
        kinds.launchTemplate,
        FLEET,
        LaunchTemplate.of(
            at, Ref.own(InstanceProfile.TYPE, FLEET), Ref.own(SecurityGroup.TYPE, FLEET)));
    beforeFleet.addAll(mirror.beforeFleet());
    var scale = at.blueprint().appliances().scale();
    Key group =
        wants.add(
            kinds.group,
            FLEET,
            new AutoScalingGroup(
                Ref.own(LaunchTemplate.TYPE, FLEET),
                Set.copyOf(at.subnets()),
                scale.min(),
                scale.max(),
                Set.copyOf(mirror.targetGroups()),
                AutoScalingGroup.HEALTH,
                AutoScalingGroup.GRACE_SECONDS,
                Set.of()),
            beforeFleet.toArray(Key[]::new));
    Ref fleet = Ref.own(AutoScalingGroup.TYPE, FLEET);
    wants.add(kinds.hook, LifecycleHook.ID, LifecycleHook.drain(fleet));
    wants.add(kinds.policy, ScalingPolicy.ID, ScalingPolicy.of(fleet, scale));
    return group;
  }
}
