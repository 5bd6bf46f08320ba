package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Azure will refuse, or swallow silently, as far as a blueprint alone tells. The one place in
 * the engine that speaks of a cloud: words and numbers only. Codes are the ids of the cloud facts
 * that the limits file names.
 */
final class AzureRules {
  private static final String NETWORK =
      "/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/\\s]{1,90}"
          + "/providers/Microsoft\\.Network/";
  private static final Pattern FRONTEND =
      id("loadBalancers/[^/\\s]{1,80}/frontendIPConfigurations/[^/\\s]{1,80}");
  private static final Pattern IP_CONFIGURATION =
      id("networkInterfaces/[^/\\s]{1,80}/ipConfigurations/[^/\\s]{1,80}");
  private static final Pattern SUBNET = id("virtualNetworks/[^/\\s]{1,64}/subnets/[^/\\s]{1,80}");
  private static final Pattern VIRTUAL_NETWORK = id("virtualNetworks/[^/\\s]{1,64}");

  private static final Set<String> AWS_SOURCES = Set.of("instances", "interfaces", "subnets");

  private final Problems problems;
  private final AzureLimits limits;

  AzureRules(Problems problems, AzureLimits limits) {
    this.problems = problems;
    this.limits = limits;
  }

  private static Pattern id(String rest) {
    return Pattern.compile(NETWORK + rest, Pattern.CASE_INSENSITIVE);
  }

  /** Judges what this one record says; the root is judged for what holds between its parts. */
  void check(Bound bound) {
    switch (bound.value()) {
      case Tunnels tunnels -> tunnels(bound, tunnels);
      case Tunnel tunnel -> tunnel(bound, tunnel);
      case Probe probe -> probe(bound, probe);
      case Scale scale -> scale(bound, scale);
      case Network network -> network(bound, network);
      case Source.Frontend source ->
          id(
              bound.at("frontend"),
              source.frontend(),
              FRONTEND,
              "load balancer's frontend ip-configuration",
              "loadBalancers/<name>/frontendIPConfigurations/<name>");
      case Source.PublicIp source ->
          id(
              bound.at("publicIp"),
              source.publicIp(),
              IP_CONFIGURATION,
              "network interface's ip-configuration",
              "networkInterfaces/<name>/ipConfigurations/<name>");
      case Source.PublicLoadBalancer source ->
          id(
              bound.at("backendNetwork"),
              source.backendNetwork(),
              VIRTUAL_NETWORK,
              "virtual network",
              "virtualNetworks/<name>");
      case Tool tool -> tool(bound, tool);
      case Blueprint blueprint -> blueprint(bound, blueprint);
      default -> {}
    }
  }

  private void tunnels(Bound bound, Tunnels tunnels) {
    distinct(bound, "vni", tunnels.internal().vni(), tunnels.external().vni());
    distinct(bound, "port", tunnels.internal().port(), tunnels.external().port());
  }

  private void distinct(Bound bound, String key, int internal, int external) {
    if (internal == external) {
      error(
          limits.reservedTunnelPorts(),
          "Both tunnels have the %s %d.".formatted(key, internal),
          bound.at("external", key),
          "Give the internal and the external tunnel a " + key + " of its own.");
    }
  }

  private void tunnel(Bound bound, Tunnel tunnel) {
    if (limits.reservedTunnelPorts().values().contains(tunnel.port())) {
      error(
          limits.reservedTunnelPorts(),
          "Azure refuses the tunnel port %d.".formatted(tunnel.port()),
          bound.at("port"),
          "Take another, such as 10800 for the internal and 10801 for the external tunnel.");
    }
    Limit usual = limits.usualVni();
    if (tunnel.vni() < usual.first() || tunnel.vni() > usual.last()) {
      problems.add(
          Problem.warning(
                  usual.check(),
                  "The network identifier %d is outside %d to %d, where Azure is known to accept it."
                      .formatted(tunnel.vni(), usual.first(), usual.last()))
              .at(bound.at("vni"))
              .withHint("Take one inside, such as 900 and 901, unless you know that it works."));
    }
  }

  /** The virtual network's FAQ: multicast, broadcast, IP in IP and GRE are blocked. */
  private void tool(Bound bound, Tool tool) {
    for (String key : List.of("balance", "replicate")) {
      List<String> targets = key.equals("balance") ? tool.balance() : tool.replicate();
      for (int i = 0; i < targets.size(); i++) {
        Target target = Target.of(targets.get(i));
        if (target != null && !target.isUdp()) {
          problems.add(
              Problem.warning(
                      "azure.gre",
                      "`%s.%s[%d]` is sent as GRE, which Azure's virtual networks drop silently."
                          .formatted(bound.path(), key, i))
                  .at(bound.at(key, i))
                  .withHint("Send it as `vxlan://...` or `geneve://...`."));
        }
      }
    }
  }

  private void probe(Bound bound, Probe probe) {
    Limit shortest = limits.probeIntervalSeconds();
    boolean whole = probe.interval().equals(Duration.ofSeconds(probe.interval().toSeconds()));
    if (probe.interval().toSeconds() < shortest.first() || !whole) {
      error(
          shortest,
          "The probe interval %s is not a whole number of seconds, %d or more."
              .formatted(Durations.text(probe.interval()), shortest.first()),
          bound.at("interval"),
          "Write `%ds` or more.".formatted(shortest.first()));
    }
    if (limits.forbiddenProbePorts().values().contains(probe.port())) {
      error(
          limits.forbiddenProbePorts(),
          "Azure never probes HTTP on port %d, and its API does not say so."
              .formatted(probe.port()),
          bound.at("port"),
          "Take another, such as 8080.");
    }
  }

  private void scale(Bound bound, Scale scale) {
    Limit most = limits.machinesPerScaleSet();
    if (scale.max() > most.first()) {
      error(
          most,
          "A scale set has at most %d machines, and `max` is %d."
              .formatted(most.first(), scale.max()),
          bound.at("max"),
          "Lower max, or use larger machines.");
    }
    Limit cooldown = limits.cooldownMinutes();
    Duration wanted = scale.cooldown();
    boolean whole = wanted.equals(Duration.ofSeconds(wanted.toSeconds()));
    if (!whole
        || wanted.compareTo(Duration.ofMinutes(cooldown.first())) < 0
        || wanted.compareTo(Duration.ofMinutes(cooldown.last())) > 0) {
      error(
          cooldown,
          "The cooldown %s is not whole seconds from %s to %s."
              .formatted(
                  Durations.text(wanted),
                  Durations.text(Duration.ofMinutes(cooldown.first())),
                  Durations.text(Duration.ofMinutes(cooldown.last()))),
          bound.at("cooldown"),
          "A few minutes, such as `5m`, suit most fleets.");
    }
  }

  private void network(Bound bound, Network network) {
    new NetworkRules(problems).azure(bound, network);
    id(
        bound.at("existing"),
        network.existing(),
        SUBNET,
        "subnet",
        "virtualNetworks/<name>/subnets/<name>");
    Limit prefixes = limits.subnetPrefixes();
    if (network.subnet() != null) {
      int prefix = Cidr.of(network.subnet()).prefix();
      if (prefix < prefixes.first() || prefix > prefixes.last()) {
        error(
            prefixes,
            "Azure takes subnets from /%d to /%d, and this one is /%d."
                .formatted(prefixes.first(), prefixes.last(), prefix),
            bound.at("subnet"),
            "A /24 suits most fleets.");
      }
    }
  }

  private void blueprint(Bound bound, Blueprint blueprint) {
    if (blueprint.mirror() != null) {
      problems.add(
          Problem.error("blueprint.cloud", "`mirror` is of AWS, and this blueprint is for Azure.")
              .at(bound.at("mirror"))
              .withHint("In Azure packets pass a gateway: see the key `gateway`."));
    }
    for (int i = 0; i < blueprint.sources().size(); i++) {
      String key = BlueprintRules.key(blueprint.sources().get(i));
      if (AWS_SOURCES.contains(key)) {
        problems.add(
            Problem.error(
                    "blueprint.cloud",
                    "`sources[%d]` is an `%s` of AWS, and this blueprint is for Azure."
                        .formatted(i, key))
                .at(bound.at("sources", i, key))
                .withHint("In Azure sources are `publicLoadBalancer`, `frontend` and `publicIp`."));
      }
    }
    Limit links = limits.linksPerGateway();
    int count = blueprint.sources().size();
    if (count > links.first()) {
      error(
          links,
          "One gateway chains at most %d sources, and these are %d."
              .formatted(links.first(), count),
          bound.at("sources", links.first()),
          "Split them over two blueprints.");
    }
    String subnet = blueprint.network().subnet();
    if (subnet != null) {
      capacity(bound, Cidr.of(subnet), blueprint.appliances().scale().max());
    }
  }

  private void capacity(Bound bound, Cidr subnet, int machines) {
    Limit reserved = limits.addressesReservedPerSubnet();
    long free = subnet.size() - reserved.first();
    boolean sized = subnet.prefix() <= limits.subnetPrefixes().last();
    if (sized && free < machines + 1L) {
      error(
          reserved,
          "The subnet %s has %d free addresses, and %d machines and the gateway need %d."
              .formatted(subnet, free, machines, machines + 1L),
          bound.at("network", "subnet"),
          "Take a larger subnet or lower scale.max; Azure keeps %d addresses for itself."
              .formatted(reserved.first()));
    }
  }

  private void id(Place place, @Nullable String id, Pattern form, String what, String rest) {
    if (id != null && !form.matcher(id).matches()) {
      problems.add(
          Problem.error("azure.id", "%s is not the id of a %s.".formatted(Says.quote(id), what))
              .at(place)
              .withHint(
                  "It looks like /subscriptions/<id>/resourceGroups/<name>/providers/"
                      + "Microsoft.Network/"
                      + rest
                      + "."));
    }
  }

  private void error(Limit limit, String summary, Place place, String hint) {
    problems.add(Problem.error(limit.check(), summary).at(place).withHint(hint));
  }
}
