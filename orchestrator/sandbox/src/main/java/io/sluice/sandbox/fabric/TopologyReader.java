package io.sluice.sandbox.fabric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.ScaleSets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads documents (Microsoft.Network, Microsoft.Compute) into a {@link Topology}. */
final class TopologyReader {
  private final Documents documents;
  private final PoolMembers members;
  private final Watches watches;
  private final Map<String, Frontend> frontends = new LinkedHashMap<>();
  private final Map<String, Gateway> gateways = new LinkedHashMap<>();

  private TopologyReader(Documents documents, ScaleSets scaleSets, Watches watches) {
    this.documents = documents;
    this.members = new PoolMembers(documents, scaleSets);
    this.watches = watches;
  }

  static Topology read(Documents documents, ScaleSets scaleSets, Watches watches) {
    TopologyReader reader = new TopologyReader(documents, scaleSets, watches);
    for (ObjectNode balancer : documents.list("Microsoft.Network/loadBalancers")) {
      for (JsonNode frontend : balancer.at("/properties/frontendIPConfigurations")) {
        if (balancer.at("/sku/name").asText().equalsIgnoreCase("Gateway")) {
          reader.gateway(balancer, frontend);
        } else {
          reader.publicFrontend(balancer, frontend);
        }
      }
    }
    for (ObjectNode nic : documents.list("Microsoft.Network/networkInterfaces")) {
      for (JsonNode configuration : nic.at("/properties/ipConfigurations")) {
        reader.instanceLevelPublicIp(nic, configuration);
      }
    }
    watches.sweep();
    return new Topology(Map.copyOf(reader.frontends), Map.copyOf(reader.gateways));
  }

  /** A child's id in lower case, from its parent where the document leaves it out. */
  static String childId(JsonNode parent, String collection, JsonNode child) {
    String id = child.path("id").asText();
    return lower(
        id.isEmpty()
            ? parent.path("id").asText() + "/" + collection + "/" + child.path("name").asText()
            : id);
  }

  private void gateway(ObjectNode balancer, JsonNode frontend) {
    String id = childId(balancer, "frontendIPConfigurations", frontend);
    Tunnel internal = null;
    Tunnel external = null;
    Map<String, Watch> targets = new LinkedHashMap<>();
    for (JsonNode rule : balancer.at("/properties/loadBalancingRules")) {
      if (!id.equals(lower(rule.at("/properties/frontendIPConfiguration/id").asText()))) {
        continue;
      }
      Probe probe = probe(balancer, rule);
      for (JsonNode pool : pools(balancer, rule)) {
        for (JsonNode tunnel : pool.at("/properties/tunnelInterfaces")) {
          Tunnel read = new Tunnel(tunnel.path("identifier").asInt(), tunnel.path("port").asInt());
          // by type, never by order (AZ-3)
          if (tunnel.path("type").asText().equalsIgnoreCase("External")) {
            external = read;
          } else if (tunnel.path("type").asText().equalsIgnoreCase("Internal")) {
            internal = read;
          }
        }
        for (Member member : members.of(childId(balancer, "backendAddressPools", pool))) {
          targets.computeIfAbsent(member.ip(), ip -> watches.watch(member, probe));
        }
      }
    }
    gateways.put(
        id,
        new Gateway(
            id,
            balancer.path("name").asText(),
            frontend.at("/properties/privateIPAddress").asText(),
            internal,
            external,
            List.copyOf(targets.values())));
  }

  private void publicFrontend(ObjectNode balancer, JsonNode frontend) {
    String ip = publicIp(frontend);
    if (ip == null) {
      return;
    }
    String id = childId(balancer, "frontendIPConfigurations", frontend);
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : balancer.at("/properties/loadBalancingRules")) {
      JsonNode properties = rule.path("properties");
      if (!id.equals(lower(properties.at("/frontendIPConfiguration/id").asText()))) {
        continue;
      }
      Probe probe = probe(balancer, rule);
      List<Watch> backends = new ArrayList<>();
      for (JsonNode pool : pools(balancer, rule)) {
        members
            .of(childId(balancer, "backendAddressPools", pool))
            .forEach(member -> backends.add(watches.watch(member, probe)));
      }
      rules.add(
          new Rule(
              protocol(properties.path("protocol").asText()),
              properties.path("frontendPort").asInt(),
              properties.path("backendPort").asInt(),
              List.copyOf(backends)));
    }
    frontends.put(id, new Frontend(id, balancer.path("name").asText(), ip, chain(frontend), rules));
  }

  private void instanceLevelPublicIp(ObjectNode nic, JsonNode configuration) {
    String ip = publicIp(configuration);
    if (ip != null) {
      String id = childId(nic, "ipConfigurations", configuration);
      String name = nic.path("name").asText();
      Member self = new Member(name, configuration.at("/properties/privateIPAddress").asText(ip));
      Rule everything = new Rule(0, 0, 0, List.of(watches.watch(self, null)));
      frontends.put(id, new Frontend(id, name, ip, chain(configuration), List.of(everything)));
    }
  }

  private @Nullable String publicIp(JsonNode configuration) {
    String id = configuration.at("/properties/publicIPAddress/id").asText();
    String ip = documents.get(id).map(d -> d.at("/properties/ipAddress").asText()).orElse("");
    return ip.isEmpty() ? null : ip;
  }

  private static @Nullable String chain(JsonNode configuration) {
    String id = configuration.at("/properties/gatewayLoadBalancer/id").asText();
    return id.isEmpty() ? null : lower(id);
  }

  private static @Nullable Probe probe(ObjectNode balancer, JsonNode rule) {
    String wanted = lower(rule.at("/properties/probe/id").asText());
    for (JsonNode probe : balancer.at("/properties/probes")) {
      String id = childId(balancer, "probes", probe);
      if (id.equals(wanted)) {
        return Probe.of(id, probe.path("properties"));
      }
    }
    return null;
  }

  private static List<JsonNode> pools(ObjectNode balancer, JsonNode rule) {
    Set<String> wanted = new LinkedHashSet<>();
    wanted.add(lower(rule.at("/properties/backendAddressPool/id").asText()));
    rule.at("/properties/backendAddressPools")
        .forEach(reference -> wanted.add(lower(reference.path("id").asText())));
    List<JsonNode> pools = new ArrayList<>();
    for (JsonNode pool : balancer.at("/properties/backendAddressPools")) {
      if (wanted.contains(childId(balancer, "backendAddressPools", pool))) {
        pools.add(pool);
      }
    }
    return pools;
  }

  private static int protocol(String name) {
    return switch (lower(name)) {
      case "tcp" -> 6;
      case "udp" -> 17;
      default -> 0;
    };
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
