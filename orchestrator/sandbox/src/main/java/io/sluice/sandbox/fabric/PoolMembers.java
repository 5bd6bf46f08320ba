package io.sluice.sandbox.fabric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who is in which backend pool: addresses in the pool itself, network interfaces that name it, and
 * instances of scale sets whose model names it.
 */
final class PoolMembers {
  private final Map<String, List<Member>> byPool = new HashMap<>();

  PoolMembers(Documents documents, ScaleSets scaleSets) {
    for (ObjectNode balancer : documents.list("Microsoft.Network/loadBalancers")) {
      balancer.at("/properties/backendAddressPools").forEach(pool -> addresses(balancer, pool));
    }
    for (ObjectNode nic : documents.list("Microsoft.Network/networkInterfaces")) {
      for (JsonNode configuration : nic.at("/properties/ipConfigurations")) {
        JsonNode properties = configuration.path("properties");
        Member member =
            new Member(nic.path("name").asText(), properties.path("privateIPAddress").asText());
        properties.path("loadBalancerBackendAddressPools").forEach(pool -> add(pool, member));
      }
    }
    for (ObjectNode scaleSet : documents.list("Microsoft.Compute/virtualMachineScaleSets")) {
      List<Instance> instances = scaleSets.instances(scaleSet.path("id").asText());
      for (JsonNode nic :
          scaleSet.at(
              "/properties/virtualMachineProfile/networkProfile/networkInterfaceConfigurations")) {
        for (JsonNode configuration : nic.at("/properties/ipConfigurations")) {
          for (JsonNode pool : configuration.at("/properties/loadBalancerBackendAddressPools")) {
            instances.forEach(i -> add(pool, new Member(i.name(), i.privateIp())));
          }
        }
      }
    }
  }

  List<Member> of(String poolId) {
    return byPool.getOrDefault(poolId.toLowerCase(Locale.ROOT), List.of());
  }

  private void addresses(JsonNode balancer, JsonNode pool) {
    for (JsonNode address : pool.at("/properties/loadBalancerBackendAddresses")) {
      String ip = address.at("/properties/ipAddress").asText();
      if (!ip.isEmpty()) {
        add(TopologyReader.childId(balancer, "backendAddressPools", pool), new Member(ip, ip));
      }
    }
  }

  private void add(JsonNode poolReference, Member member) {
    add(poolReference.path("id").asText().toLowerCase(Locale.ROOT), member);
  }

  private void add(String poolId, Member member) {
    List<Member> members = byPool.computeIfAbsent(poolId, id -> new ArrayList<>());
    // an interface shows up twice where the pool lists its address too
    if (!member.ip().isEmpty() && members.stream().noneMatch(m -> m.ip().equals(member.ip()))) {
      members.add(member);
    }
  }
}
