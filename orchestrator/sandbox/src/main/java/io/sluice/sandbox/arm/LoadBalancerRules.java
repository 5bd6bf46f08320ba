package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a load balancer must keep to (documented limits and deployment errors). */
final class LoadBalancerRules {
  private final Change change;
  private final String sku;
  private final boolean gateway;

  LoadBalancerRules(Change change) {
    this.change = change;
    this.sku =
        Json.textIfAny(change.after(), "sku.name").or(() -> change.was("sku.name")).orElse("Basic");
    this.gateway = sku.equals("Gateway");
  }

  void check() {
    change.immutable(
        "sku.name",
        refuse("LoadBalancerSkuCannotBeChanged", "Sku of " + change.id() + " cannot be changed."));
    if (change.elements("frontendIPConfigurations").isEmpty()
        && List.of("loadBalancingRules", "probes", "inboundNatRules", "outboundRules").stream()
            .anyMatch(children -> !change.elements(children).isEmpty())) {
      throw refuse(
          "LoadBalancerWithoutFrontendIPCantHaveChildResources",
          "Load balancer " + change.id() + " without frontend IP can't have child resources.");
    }
    change.elements("frontendIPConfigurations").forEach(this::frontend);
    change.elements("probes").forEach(this::probe);
    for (ObjectNode pool : change.elements("backendAddressPools")) {
      TunnelInterfaces.check(change, gateway, pool);
      addresses(pool);
    }
    rules();
  }

  private void frontend(ObjectNode frontend) {
    String id = Json.text(frontend, "id");
    Optional<String> address = Json.textIfAny(frontend, "properties.publicIPAddress.id");
    boolean subnet = Json.textIfAny(frontend, "properties.subnet.id").isPresent();
    if (address.isPresent() == subnet) {
      throw refuse(
          "LoadBalancerFrontendIPConfigurationMustHaveSubnetOrPublicIP",
          "Frontend " + id + " must have either a subnet or a public IP address.");
    }
    if (gateway && address.isPresent()) {
      throw refuse(
          "GatewayLoadBalancerFrontendMustBePrivate",
          "Frontend " + id + " of a gateway load balancer must have a private IP address.");
    }
    address
        .flatMap(change::find)
        .ifPresent(
            found -> {
              if (Json.text(found, "sku.name").startsWith("Standard") != sku.equals("Standard")) {
                throw refuse(
                    "DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed",
                    "Different sku load balancers and public IP addresses are not allowed: "
                        + sku
                        + " load balancer "
                        + change.id()
                        + ", public IP address "
                        + address.get()
                        + ".");
              }
            });
    PublicIpUse.check(change, frontend);
    GatewayLink.check(change, frontend);
  }

  private void probe(ObjectNode probe) {
    String id = Json.text(probe, "id");
    ObjectNode properties = Json.properties(probe);
    range("ProbePortOutOfRange", id + " port", properties.path("port").asInt(), 1, 65535);
    range(
        "ProbeIntervalOutOfRange",
        id + " intervalInSeconds",
        properties.path("intervalInSeconds").asInt(15),
        5,
        Integer.MAX_VALUE);
    boolean http = Json.text(properties, "protocol").startsWith("Http");
    if (http == Json.text(properties, "requestPath").isEmpty()) {
      throw refuse(
          "ProbeRequestPathInvalid",
          "Probe " + id + (http ? " needs a requestPath." : " must not have a requestPath."));
    }
  }

  private void addresses(ObjectNode pool) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> addresses = Json.objects(pool, "properties.loadBalancerBackendAddresses");
    for (ObjectNode address : addresses) {
      if (!seen.add(Json.text(address, "name"))) {
        throw refuse(
            "DuplicateResourceName", "Two addresses of pool " + pool.get("id") + " share a name.");
      }
    }
    String id = Json.text(pool, "id");
    boolean ipBased =
        addresses.stream().anyMatch(a -> !Json.text(a, "properties.ipAddress").isEmpty());
    if (ipBased
        && !IpConfigurations.of(change.cloud()).references(e -> e.isMemberOf(id)).isEmpty()) {
      throw refuse(
          "CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool",
          "Mixing backend ipconfigurations and IPAddresses in backend pool "
              + id
              + " is not allowed.");
    }
  }

  private void rules() {
    Set<String> frontends = new HashSet<>();
    for (ObjectNode rule : change.elements("loadBalancingRules")) {
      String id = Json.text(rule, "id");
      ObjectNode properties = Json.properties(rule);
      String protocol = Json.text(properties, "protocol");
      int frontendPort = properties.path("frontendPort").asInt(-1);
      int backendPort = properties.path("backendPort").asInt(-1);
      boolean every = protocol.equals("All");
      if (protocol.isEmpty() || every != (frontendPort == 0) || every != (backendPort <= 0)) {
        throw refuse(
            "LoadBalancingRuleInvalidPorts",
            "Rule " + id + ": protocol All goes with ports 0 and 0, and only with them.");
      }
      range("LoadBalancingRulePortOutOfRange", id, frontendPort, 0, 65534);
      if (gateway && !every) {
        throw refuse(
            "GatewayLoadBalancerRuleMustBeHAPorts",
            "Rule " + id + " of a gateway load balancer must have protocol All and ports 0.");
      }
      String frontend = Json.text(properties, "frontendIPConfiguration.id");
      if (every && !gateway && isPublic(frontend)) {
        throw refuse(
            "LoadBalancingRuleHAPortsNeedInternalFrontend",
            "Rule " + id + " with protocol All needs a private frontend.");
      }
      pools(id, properties);
      if (!frontends.add(frontend.toLowerCase(Locale.ROOT) + protocol + frontendPort)) {
        throw refuse(
            "RulesUseSameFrontendPortAndProtocol",
            "Rule " + id + " has the frontend, protocol and port of another rule.");
      }
    }
  }

  private void pools(String id, ObjectNode properties) {
    List<ObjectNode> pools = Json.objects(properties, "backendAddressPools");
    if (pools.size() > (gateway ? 2 : 1)) {
      throw refuse(
          "LoadBalancingRuleTooManyBackendPools",
          "Rule " + id + " has more backend pools than its load balancer allows.");
    }
    if (gateway && pools.size() == 2) {
      List<String> types =
          pools.stream()
              .flatMap(pool -> change.find(Json.text(pool, "id")).stream())
              .flatMap(pool -> Json.objects(pool, "properties.tunnelInterfaces").stream())
              .map(tunnel -> Json.text(tunnel, "type"))
              .sorted()
              .toList();
      if (!types.equals(List.of("External", "Internal"))) {
        throw refuse(
            "GatewayLoadBalancerRulePoolsMustDiffer",
            "Rule " + id + ": of two pools one must be External and the other Internal.");
      }
    }
  }

  private boolean isPublic(String frontend) {
    return change
        .find(frontend)
        .map(found -> Json.textIfAny(found, "properties.publicIPAddress.id").isPresent())
        .orElse(false);
  }

  private static void range(String code, String what, int value, int low, int high) {
    if (value < low || value > high) {
      throw refuse(code, what + " is " + value + ", which is not in " + low + " to " + high + ".");
    }
  }

  private static ArmException refuse(String code, String message) {
    return ArmException.badRequest(code, message);
  }
}
