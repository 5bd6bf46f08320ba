package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Hands out private addresses from a subnet, lowest first. As in Azure the first four and the last
 * one are never given.
 */
final class SubnetAddresses {
  private static final int RESERVED = 4;

  private final Documents documents;
  private final Set<String> given = new HashSet<>();

  SubnetAddresses(Documents documents) {
    this.documents = documents;
  }

  /**
   * Takes a free address.
   *
   * @throws BootFailure when the subnet is unknown or full
   */
  synchronized String take(String subnetId) throws BootFailure {
    String prefix = prefix(subnetId);
    if (!prefix.matches("\\d+\\.\\d+\\.\\d+\\.\\d+/\\d+")) {
      throw new BootFailure("Subnet " + subnetId + " was not found or has no IPv4 prefix.");
    }
    String[] parts = prefix.split("[./]", -1);
    long base = 0;
    for (int i = 0; i < 4; i++) {
      base = base << 8 | Integer.parseInt(parts[i]);
    }
    long size = 1L << (32 - Integer.parseInt(parts[4]));
    Set<String> used = used();
    for (long i = RESERVED; i < size - 1; i++) {
      String candidate = dotted(base + i);
      if (!used.contains(candidate) && given.add(candidate)) {
        return candidate;
      }
    }
    throw new BootFailure("Subnet " + subnetId + " is full.");
  }

  synchronized void release(String address) {
    given.remove(address);
  }

  private String prefix(String subnetId) {
    String direct = documents.get(subnetId).map(SubnetAddresses::prefixOf).orElse("");
    int child = subnetId.toLowerCase(Locale.ROOT).indexOf("/subnets/");
    if (!direct.isEmpty() || child < 0) {
      return direct;
    }
    String name = subnetId.substring(child + "/subnets/".length());
    return documents
        .get(subnetId.substring(0, child))
        .map(
            network -> {
              for (JsonNode subnet : network.at("/properties/subnets")) {
                if (subnet.path("name").asText().equalsIgnoreCase(name)) {
                  return prefixOf(subnet);
                }
              }
              return "";
            })
        .orElse("");
  }

  private static String prefixOf(JsonNode subnet) {
    String one = subnet.at("/properties/addressPrefix").asText("");
    return one.isEmpty() ? subnet.at("/properties/addressPrefixes/0").asText("") : one;
  }

  private Set<String> used() {
    Set<String> used = new HashSet<>();
    for (ObjectNode balancer : documents.list("Microsoft.Network/loadBalancers")) {
      for (JsonNode frontend : balancer.at("/properties/frontendIPConfigurations")) {
        used.add(frontend.at("/properties/privateIPAddress").asText());
      }
    }
    for (ObjectNode nic : documents.list("Microsoft.Network/networkInterfaces")) {
      for (JsonNode configuration : nic.at("/properties/ipConfigurations")) {
        used.add(configuration.at("/properties/privateIPAddress").asText());
      }
    }
    return used;
  }

  private static String dotted(long address) {
    return "%d.%d.%d.%d"
        .formatted(address >> 24 & 0xff, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
  }
}
