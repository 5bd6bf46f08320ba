package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/** {@code loadBalancers}; their rules are in {@link LoadBalancerRules}. */
final class LoadBalancerType extends ResourceType {
  static final String NAME = "Microsoft.Network/loadBalancers";

  private static final List<String> COLLECTIONS =
      List.of(
          "frontendIPConfigurations",
          "backendAddressPools",
          "loadBalancingRules",
          "probes",
          "inboundNatRules",
          "outboundRules",
          "inboundNatPools");

  LoadBalancerType() {
    super(
        NAME,
        Shape.of(
            """
            id! name! type! etag! apiVersion! location tags extendedLocation{name type}
            sku{name(Basic|Standard|Gateway) tier(Regional|Global)}
            properties{resourceGuid! provisioningState! scope
              frontendIPConfigurations[]{id! name etag! type! zones[] properties{inboundNatRules!
                inboundNatPools! outboundRules! loadBalancingRules! privateIPAddress
                privateIPAllocationMethod(Static|Dynamic) privateIPAddressVersion(IPv4|IPv6)
                subnet@ publicIPAddress@ publicIPPrefix@ gatewayLoadBalancer@ provisioningState!}}
              backendAddressPools[]{id! name etag! type! properties{location
                tunnelInterfaces[]{port# identifier# protocol(None|Native|VXLAN)
                  type(None|Internal|External)}
                loadBalancerBackendAddresses[]{name properties{virtualNetwork@ subnet@ ipAddress
                  networkInterfaceIPConfiguration! loadBalancerFrontendIPConfiguration@
                  inboundNatRulesPortMapping! adminState(None|Up|Down)}}
                backendIPConfigurations! loadBalancingRules! outboundRule! outboundRules!
                inboundNatRules! provisioningState! drainPeriodInSeconds# virtualNetwork@
                syncMode(Automatic|Manual)}}
              loadBalancingRules[]{id! name etag! type! properties{frontendIPConfiguration@
                backendAddressPool@ backendAddressPools[]@ probe@ protocol(Udp|Tcp|All)
                loadDistribution(Default|SourceIP|SourceIPProtocol) frontendPort# backendPort#
                idleTimeoutInMinutes# enableFloatingIP? enableTcpReset? disableOutboundSnat?
                enableConnectionTracking? provisioningState!}}
              probes[]{id! name etag! type! properties{loadBalancingRules!
                protocol(Http|Tcp|Https) port# intervalInSeconds# numberOfProbes# probeThreshold#
                noHealthyBackendsBehavior(AllProbedDown|AllProbedUp) requestPath
                provisioningState!}}
              inboundNatRules[]{id! name etag! type! properties{frontendIPConfiguration@
                backendIPConfiguration! protocol(Udp|Tcp|All) frontendPort# backendPort#
                idleTimeoutInMinutes# enableFloatingIP? enableTcpReset? frontendPortRangeStart#
                frontendPortRangeEnd# backendAddressPool@ provisioningState!}}
              inboundNatPools[]{id! name etag! type! properties{frontendIPConfiguration@
                protocol(Udp|Tcp|All) frontendPortRangeStart# frontendPortRangeEnd# backendPort#
                idleTimeoutInMinutes# enableFloatingIP? enableTcpReset? provisioningState!}}
              outboundRules[]{id! name etag! type! properties{allocatedOutboundPorts#
                frontendIPConfigurations[]@ backendAddressPool@ protocol(Udp|Tcp|All)
                enableTcpReset? idleTimeoutInMinutes# provisioningState!}}}
            """));
  }

  @Override
  List<Embedded> embedded() {
    return COLLECTIONS.stream()
        .map(
            name ->
                new Embedded(
                    name, name.equals("backendAddressPools") || name.equals("inboundNatRules")))
        .toList();
  }

  @Override
  void check(Change change) {
    new LoadBalancerRules(change).check();
  }

  @Override
  void fill(Change change) {
    change.keep("resourceGuid", () -> UUID.randomUUID().toString());
    ObjectNode sku = Json.child(change.after(), "sku");
    Json.defaults(sku, "name", change.was("sku.name").orElse("Basic"));
    Json.defaults(sku, "tier", "Regional");
    COLLECTIONS.forEach(collection -> Json.list(change.properties(), collection));
    for (ObjectNode pool : change.elements("backendAddressPools")) {
      ObjectNode properties = Json.properties(pool);
      Json.list(properties, "loadBalancerBackendAddresses");
      Json.objects(properties, "tunnelInterfaces").forEach(LoadBalancerType::fillTunnel);
    }
    for (ObjectNode rule : change.elements("loadBalancingRules")) {
      fillRule(Json.properties(rule));
    }
    for (ObjectNode probe : change.elements("probes")) {
      ObjectNode properties = Json.properties(probe);
      Json.defaults(properties, "intervalInSeconds", 15);
      Json.defaults(properties, "numberOfProbes", 2);
      Json.defaults(properties, "probeThreshold", 1);
    }
    PrivateAddresses.fill(change, "frontendIPConfigurations");
  }

  static void fillTunnel(ObjectNode tunnel) {
    boolean internal = Json.text(tunnel, "type").equals("Internal");
    Json.defaults(tunnel, "protocol", "VXLAN");
    Json.defaults(tunnel, "identifier", internal ? 900 : 901);
    Json.defaults(tunnel, "port", internal ? 10800 : 10801);
  }

  private static void fillRule(ObjectNode rule) {
    Json.defaults(rule, "loadDistribution", "Default");
    Json.defaults(rule, "idleTimeoutInMinutes", 4);
    Json.defaults(rule, "enableFloatingIP", false);
    Json.defaults(rule, "enableTcpReset", false);
    Json.defaults(rule, "disableOutboundSnat", false);
    // Either spelling of a rule's pools is answered with both, where one pool is meant
    ArrayNode pools = Json.list(rule, "backendAddressPools");
    if (pools.isEmpty() && rule.has("backendAddressPool")) {
      pools.add(rule.get("backendAddressPool").deepCopy());
    }
    if (pools.size() == 1) {
      rule.set("backendAddressPool", pools.get(0).deepCopy());
    } else {
      rule.remove("backendAddressPool");
    }
  }

  @Override
  ArmException inUse(ResourceId id, String user) {
    if (user.contains("/virtualMachineScaleSets/")) {
      return ArmException.badRequest(
          "LoadBalancerInUseByVirtualMachineScaleSet",
          "Cannot delete load balancer or its child resource "
              + id
              + " since it is in use by"
              + " virtual machine scale set "
              + user
              + ".");
    }
    return ArmException.badRequest(
        user.contains("/networkInterfaces/")
            ? "InUseBackendAddressPoolCannotBeDeleted"
            : "InUseFrontendIPConfigurationCannotBeDeleted",
        "Cannot delete " + id + " since it is still referenced by " + user + ".");
  }

  @Override
  void view(Cloud cloud, ObjectNode document) {
    IpConfigurations all = IpConfigurations.of(cloud);
    for (ObjectNode pool : Json.objects(document, "properties.backendAddressPools")) {
      String id = Json.text(pool, "id");
      ArrayNode members = all.references(entry -> entry.isMemberOf(id));
      if (!members.isEmpty()) {
        Json.properties(pool).set("backendIPConfigurations", members);
      }
    }
    for (ObjectNode rule : Json.objects(document, "properties.loadBalancingRules")) {
      Json.references(rule).forEach(target -> refer(document, target, "loadBalancingRules", rule));
    }
    for (ObjectNode rule : Json.objects(document, "properties.outboundRules")) {
      Json.references(rule).forEach(target -> refer(document, target, "outboundRules", rule));
    }
    for (ObjectNode rule : Json.objects(document, "properties.inboundNatRules")) {
      Json.references(rule).forEach(target -> refer(document, target, "inboundNatRules", rule));
    }
  }

  private static void refer(ObjectNode balancer, String target, String property, ObjectNode rule) {
    ResourceId.parse(target)
        .flatMap(id -> Cloud.descend(balancer, id))
        .ifPresent(
            element -> {
              ArrayNode rules = Json.list(Json.properties(element), property);
              ObjectNode reference = Json.id(Json.text(rule, "id"));
              if (rules.valueStream().noneMatch(reference::equals)) {
                rules.add(reference);
              }
            });
  }
}
