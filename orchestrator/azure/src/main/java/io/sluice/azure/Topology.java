package io.sluice.azure;

import io.sluice.azure.LoadBalancer.Frontend;
import io.sluice.azure.LoadBalancer.HealthProbe;
import io.sluice.azure.LoadBalancer.Pool;
import io.sluice.azure.LoadBalancer.Rule;
import io.sluice.azure.LoadBalancer.TunnelInterface;
import io.sluice.azure.NetworkSecurityGroup.Inbound;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Network;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** From a blueprint to the resources that it means. */
final class Topology {
  private static final String NETWORK = "network";
  private static final String FLEET = "appliances";
  private static final String POOL = "appliances";
  private static final String PROBE = "health";
  private static final String IMAGE = "Canonical:ubuntu-24_04-lts:server:latest";

  /** Of a public load balancer's own probe; the blueprint says nothing of it. */
  private static final int PUBLIC_PROBE_SECONDS = 5;

  private static final int PUBLIC_PROBE_FAILURES = 2;

  private static final Key BUNDLE = new Key(MailboxObject.TYPE, MailboxObject.BUNDLE);
  private static final Key CONFIG = new Key(MailboxObject.TYPE, MailboxObject.CONFIG);
  private static final Key MACHINES = new Key(RoleAssignment.TYPE, RoleAssignment.MACHINES);
  private static final Key SCALE_SET = new Key(VirtualMachineScaleSet.TYPE, FLEET);

  private final Workspace at;
  private final Kinds kinds;
  private final Blueprint blueprint;
  private final List<Desired<?>> desired = new ArrayList<>();

  private Topology(Workspace at, Kinds kinds) {
    this.at = at;
    this.kinds = kinds;
    this.blueprint = at.blueprint();
  }

  static List<Desired<?>> of(Workspace at, Kinds kinds) {
    Topology topology = new Topology(at, kinds);
    topology.network();
    topology.mailbox();
    topology.gateway();
    topology.fleet();
    topology.sources();
    return List.copyOf(topology.desired);
  }

  private <R extends Resource> void add(
      AzureKind<R> kind, String logicalId, R resource, Key... after) {
    desired.add(new Desired<>(kind, logicalId, resource, Set.of(after)));
  }

  private void network() {
    if (!at.groupIsForeign()) {
      add(kinds.group, ResourceGroup.ID, new ResourceGroup(at.region()));
    }
    Network network = blueprint.network();
    if (network.existing() == null) {
      add(
          kinds.network,
          NETWORK,
          new VirtualNetwork(
              at.region(),
              Objects.requireNonNull(network.addressSpace()),
              Objects.requireNonNull(network.subnet()),
              List.of(VirtualNetwork.STORAGE)));
    }
    add(
        kinds.securityGroup,
        FLEET,
        new NetworkSecurityGroup(at.region(), inbound(network, blueprint.gateway().tunnels())));
  }

  /**
   * Tunnel packets come from the gateway's frontend, which has its address from the fleet's subnet.
   * Of a subnet that exists we know the id only, so there it is the virtual network.
   */
  private List<Inbound> inbound(Network network, Tunnels tunnels) {
    String from = network.subnet() == null ? "VirtualNetwork" : network.subnet();
    return List.of(
        new Inbound(
            "external", 100, "Allow", "Udp", from, Integer.toString(tunnels.external().port())),
        new Inbound(
            "internal", 110, "Allow", "Udp", from, Integer.toString(tunnels.internal().port())),
        new Inbound(
            "probe",
            120,
            "Allow",
            "Tcp",
            "AzureLoadBalancer",
            Integer.toString(blueprint.gateway().probe().port())),
        new Inbound("nothing-else", 4096, "Deny", "*", "*", "*"));
  }

  private void mailbox() {
    add(kinds.account, Mailbox.CONTAINER, StorageAccount.mailbox(at.region()));
    // Its id lies within the account's, which is what puts it after the account.
    add(kinds.container, Mailbox.CONTAINER, new BlobContainer("None"));
    add(kinds.identity, FLEET, new UserAssignedIdentity(at.region()));
    Ref mailbox = Ref.own(BlobContainer.TYPE, Mailbox.CONTAINER);
    add(
        kinds.role,
        RoleAssignment.MACHINES,
        new RoleAssignment(
            mailbox, RoleAssignment.BLOB_CONTRIBUTOR, Ref.own(UserAssignedIdentity.TYPE, FLEET)));
    Principal me = at.session().principal();
    String operator = RoleAssignment.operator(me);
    add(
        kinds.role,
        operator,
        new RoleAssignment(mailbox, RoleAssignment.BLOB_CONTRIBUTOR, Ref.existing(me.id())));
    Key mine = new Key(RoleAssignment.TYPE, operator);
    add(
        kinds.object,
        MailboxObject.BUNDLE,
        new MailboxObject(at.bundle().object(), at.bundle().sha256()),
        mine);
    add(
        kinds.object,
        MailboxObject.CONFIG,
        new MailboxObject(ApplianceConfig.OBJECT, ApplianceConfig.of(blueprint).hash()),
        mine);
  }

  private void gateway() {
    Tunnels tunnels = blueprint.gateway().tunnels();
    var probe = blueprint.gateway().probe();
    add(
        kinds.loadBalancer,
        LoadBalancer.GATEWAY,
        new LoadBalancer(
            at.region(),
            LoadBalancer.GATEWAY_SKU,
            subnet(),
            List.of(
                new TunnelInterface(
                    "Internal", tunnels.internal().vni(), tunnels.internal().port()),
                new TunnelInterface(
                    "External", tunnels.external().vni(), tunnels.external().port())),
            List.of(new Frontend(LoadBalancer.GATEWAY, null, null)),
            List.of(new Pool(POOL, null, List.of())),
            List.of(
                new HealthProbe(
                    PROBE,
                    "Http",
                    probe.port(),
                    BootDocument.HEALTH,
                    Math.toIntExact(probe.interval().toSeconds()),
                    probe.failAfter())),
            List.of(new Rule("all", "All", 0, 0, LoadBalancer.GATEWAY, POOL, PROBE))));
  }

  private Ref subnet() {
    String existing = blueprint.network().existing();
    return existing == null
        ? Ref.own(VirtualNetwork.TYPE, NETWORK, "/subnets/" + VirtualNetwork.SUBNET)
        : Ref.existing(existing);
  }

  private void fleet() {
    var scale = blueprint.appliances().scale();
    add(
        kinds.scaleSet,
        FLEET,
        new VirtualMachineScaleSet(
            at.region(),
            blueprint.appliances().size(),
            scale.min(),
            IMAGE,
            Ref.own(UserAssignedIdentity.TYPE, FLEET),
            subnet(),
            Ref.own(NetworkSecurityGroup.TYPE, FLEET),
            Ref.own(LoadBalancer.TYPE, LoadBalancer.GATEWAY, "/backendAddressPools/" + POOL),
            Ref.own(LoadBalancer.TYPE, LoadBalancer.GATEWAY, "/probes/" + PROBE),
            MachineBoot.userData(blueprint, at.bundle())),
        BUNDLE,
        CONFIG,
        MACHINES);
    add(
        kinds.autoscale,
        FLEET,
        AutoscaleSetting.of(at.region(), Ref.own(VirtualMachineScaleSet.TYPE, FLEET), scale));
  }

  /** Nothing is sent to the gateway before there is a fleet behind it. */
  private void sources() {
    Ref gateway =
        Ref.own(
            LoadBalancer.TYPE,
            LoadBalancer.GATEWAY,
            "/frontendIPConfigurations/" + LoadBalancer.GATEWAY);
    for (Source source : blueprint.sources()) {
      switch (source) {
        case Source.PublicLoadBalancer ours -> publicLoadBalancer(ours, gateway);
        case Source.Frontend link ->
            add(kinds.frontendChain, link.frontend(), new FrontendChain(gateway), SCALE_SET);
        case Source.PublicIp link ->
            add(kinds.nicChain, link.publicIp(), new NicChain(gateway), SCALE_SET);
        case Source.Instances aws -> throw elsewhere(aws);
        case Source.Interfaces aws -> throw elsewhere(aws);
        case Source.Subnets aws -> throw elsewhere(aws);
      }
    }
  }

  private static IllegalStateException elsewhere(Source source) {
    return new IllegalStateException("the loader lets no such source into Azure: " + source);
  }

  private void publicLoadBalancer(Source.PublicLoadBalancer source, Ref gateway) {
    String logicalId = publicId(source);
    add(kinds.publicIp, logicalId, new PublicIp(at.region(), PublicIp.STANDARD));
    List<HealthProbe> probes = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    for (int port : source.ports()) {
      String name = "tcp-" + port;
      probes.add(
          new HealthProbe(name, "Tcp", port, null, PUBLIC_PROBE_SECONDS, PUBLIC_PROBE_FAILURES));
      rules.add(new Rule(name, "Tcp", port, port, "public", "backends", name));
    }
    add(
        kinds.loadBalancer,
        logicalId,
        new LoadBalancer(
            at.region(),
            LoadBalancer.STANDARD,
            null,
            List.of(),
            List.of(new Frontend("public", Ref.own(PublicIp.TYPE, logicalId), gateway)),
            List.of(
                new Pool(
                    "backends",
                    backendNetwork(source),
                    source.backends().stream().sorted().toList())),
            probes,
            rules),
        SCALE_SET);
  }

  /** A source may be called {@code gateway}; ours is called that already. */
  static String publicId(Source.PublicLoadBalancer source) {
    return "public-" + source.publicLoadBalancer();
  }

  private Ref backendNetwork(Source.PublicLoadBalancer source) {
    if (source.backendNetwork() != null) {
      return Ref.existing(source.backendNetwork());
    }
    String existing = blueprint.network().existing();
    return existing == null
        ? Ref.own(VirtualNetwork.TYPE, NETWORK)
        : Ref.existing(Ids.parent(existing));
  }
}
