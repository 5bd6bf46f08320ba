package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tunnels of a gateway load balancer's pool. */
final class TunnelInterfaces {
  private static final int VXLAN_PORT = 4789;

  private TunnelInterfaces() {}

  static void check(Change change, boolean gateway, ObjectNode pool) {
    String id = Json.text(pool, "id");
    List<ObjectNode> tunnels = Json.objects(pool, "properties.tunnelInterfaces");
    if (!gateway) {
      if (!tunnels.isEmpty()) {
        throw refuse(
            "TunnelInterfacesNotAllowed",
            "Pool " + id + ": tunnel interfaces belong to load balancers of SKU Gateway.");
      }
      return;
    }
    if (tunnels.isEmpty() || tunnels.size() > 2) {
      throw refuse(
          "GatewayLoadBalancerPoolTunnelInterfaceCount",
          "Pool " + id + " of a gateway load balancer must have one or two tunnel interfaces.");
    }
    Set<String> seen = new HashSet<>();
    for (ObjectNode tunnel : tunnels) {
      boolean internal = Json.text(tunnel, "type").equals("Internal");
      int port = tunnel.path("port").asInt(internal ? 10800 : 10801);
      int identifier = tunnel.path("identifier").asInt(internal ? 900 : 901);
      if (port == VXLAN_PORT || port < 1 || port > 65535) {
        throw refuse(
            "TunnelInterfacePortInvalid",
            "Pool " + id + ": port " + port + " cannot be a tunnel interface's.");
      }
      if (identifier < 0 || identifier > 0xFFFFFF) {
        throw refuse(
            "TunnelInterfaceIdentifierInvalid",
            "Pool " + id + ": identifier " + identifier + " is not a VXLAN network identifier.");
      }
      if (!seen.add("type " + Json.text(tunnel, "type"))
          || !seen.add("port " + port)
          || !seen.add("identifier " + identifier)) {
        throw refuse(
            "TunnelInterfacesMustDiffer",
            "Pool " + id + ": two tunnel interfaces share a type, a port or an identifier.");
      }
    }
    refuseChangeUnderMembers(change, pool, tunnels);
  }

  private static void refuseChangeUnderMembers(
      Change change, ObjectNode pool, List<ObjectNode> tunnels) {
    ObjectNode old = change.oldElement("backendAddressPools", Json.text(pool, "name")).orElse(null);
    if (old == null
        || filled(tunnels).equals(filled(Json.objects(old, "properties.tunnelInterfaces")))) {
      return;
    }
    String id = Json.text(pool, "id");
    boolean members =
        !IpConfigurations.of(change.cloud()).references(e -> e.isMemberOf(id)).isEmpty();
    boolean addresses =
        !old.at("/properties/loadBalancerBackendAddresses").isEmpty()
            && !pool.at("/properties/loadBalancerBackendAddresses").isEmpty();
    if (members || addresses) {
      throw refuse(
          "TunnelInterfacesOfPoolInUseCannotBeChanged",
          "Pool " + id + " has members; its tunnel interfaces can be changed when it has none.");
    }
  }

  private static Set<ObjectNode> filled(List<ObjectNode> tunnels) {
    Set<ObjectNode> all = new HashSet<>();
    for (ObjectNode tunnel : tunnels) {
      ObjectNode copy = tunnel.deepCopy();
      LoadBalancerType.fillTunnel(copy);
      all.add(copy);
    }
    return all;
  }

  private static ArmException refuse(String code, String message) {
    return ArmException.badRequest(code, message);
  }
}
