package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Balancer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer with the groups behind its listeners, at one moment.
 *
 * @param pools by the group's ARN
 * @param flows go on over rebuilds
 */
record Front(Balancer balancer, Map<String, Pool> pools, Flows flows) {
  /** A node: the balancer's address in a zone. */
  record Node(String zone, String ip) {}

  /** The group behind a listener, or null. */
  @Nullable Pool pool(String protocol, int port) {
    for (Balancer.Listener listener : balancer.listeners()) {
      if (listener.port() == port && listener.protocol().contains(protocol)) {
        return pools.get(listener.targetGroup());
      }
    }
    return null;
  }

  /**
   * The node that a packet from a zone comes to: the zone's own, or with cross-zone balancing any;
   * null when there is none.
   */
  @Nullable Node node(String zone, long flow) {
    String own = balancer.addresses().get(zone);
    if (own != null) {
      return new Node(zone, own);
    }
    List<String> zones = balancer.addresses().keySet().stream().sorted().toList();
    if (!balancer.crossZone() || zones.isEmpty()) {
      return null;
    }
    String any = zones.get((int) Long.remainderUnsigned(flow, zones.size()));
    return new Node(any, balancer.addresses().getOrDefault(any, ""));
  }
}
