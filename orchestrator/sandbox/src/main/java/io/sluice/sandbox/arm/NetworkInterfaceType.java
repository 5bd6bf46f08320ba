package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/** {@code networkInterfaces} and their ip-configurations. */
final class NetworkInterfaceType extends ResourceType {
  static final String NAME = "Microsoft.Network/networkInterfaces";

  NetworkInterfaceType() {
    super(
        NAME,
        Shape.of(
            """
            id! name! type! etag! apiVersion! location tags extendedLocation{name type}
            properties{virtualMachine! networkSecurityGroup@ privateEndpoint! primary! macAddress!
              tapConfigurations! hostedWorkloads! resourceGuid! provisioningState!
              vnetEncryptionSupported! dscpConfiguration! enableAcceleratedNetworking?
              disableTcpStateTracking? enableIPForwarding? workloadType nicType(Standard|Elastic)
              migrationPhase auxiliaryMode auxiliarySku privateLinkService@
              defaultOutboundConnectivityEnabled! allowPort25Out!
              dnsSettings{dnsServers[] appliedDnsServers! internalDnsNameLabel internalFqdn!
                internalDomainNameSuffix!}
              ipConfigurations[]{id! name etag! type! properties{gatewayLoadBalancer@
                virtualNetworkTaps[]@ applicationGatewayBackendAddressPools[]@
                loadBalancerBackendAddressPools[]@ loadBalancerInboundNatRules[]@ privateIPAddress
                privateIPAddressPrefixLength# privateIPAllocationMethod(Static|Dynamic)
                privateIPAddressVersion(IPv4|IPv6) subnet@ primary? publicIPAddress@
                applicationSecurityGroups[]@ provisioningState! privateLinkConnectionProperties!}}}
            """));
  }

  @Override
  List<Embedded> embedded() {
    return List.of(new Embedded("ipConfigurations", false));
  }

  @Override
  void check(Change change) {
    List<ObjectNode> configurations = change.elements("ipConfigurations");
    if (configurations.isEmpty()) {
      throw ArmException.badRequest(
          "NetworkInterfaceMustHaveIpConfiguration",
          "Network interface " + change.id() + " must have at least one IP configuration.");
    }
    long primary =
        configurations.stream().filter(c -> c.at("/properties/primary").asBoolean()).count();
    if (primary > 1 || (primary == 0 && configurations.size() > 1)) {
      throw ArmException.badRequest(
          "NetworkInterfaceMustHaveOnePrimaryIPConfiguration",
          "Network interface " + change.id() + " must have exactly one primary IP configuration.");
    }
    for (ObjectNode configuration : configurations) {
      if (Json.textIfAny(configuration, "properties.subnet.id").isEmpty()) {
        throw ArmException.badRequest(
            "IPConfigurationMustHaveSubnet",
            "IP configuration " + Json.text(configuration, "id") + " must have a subnet.");
      }
      PublicIpUse.check(change, configuration);
      GatewayLink.check(change, configuration);
      for (ObjectNode pool :
          Json.objects(configuration, "properties.loadBalancerBackendAddressPools")) {
        refuseIpBased(change, Json.text(pool, "id"));
      }
    }
  }

  private static void refuseIpBased(Change change, String pool) {
    boolean ipBased =
        change
            .find(pool)
            .map(found -> !found.at("/properties/loadBalancerBackendAddresses").isEmpty())
            .orElse(false);
    if (ipBased) {
      throw ArmException.badRequest(
          "CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool",
          "Mixing backend ipconfigurations and IPAddresses in backend pool "
              + pool
              + " is not allowed.");
    }
  }

  @Override
  void fill(Change change) {
    ObjectNode properties = change.properties();
    change.keep("resourceGuid", () -> UUID.randomUUID().toString());
    Json.defaults(properties, "enableAcceleratedNetworking", false);
    Json.defaults(properties, "enableIPForwarding", false);
    Json.defaults(properties, "nicType", "Standard");
    Json.list(Json.child(properties, "dnsSettings"), "dnsServers");
    Json.list(properties, "tapConfigurations");
    List<ObjectNode> configurations = change.elements("ipConfigurations");
    if (configurations.size() == 1) {
      Json.properties(configurations.getFirst()).put("primary", true);
    }
    PrivateAddresses.fill(change, "ipConfigurations");
  }

  @Override
  ArmException inUse(ResourceId id, String user) {
    return ArmException.badRequest(
        "NicInUse", "Network Interface " + id + " is used by existing resource " + user + ".");
  }
}
