package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code virtualNetworks} and the subnets in them. */
final class VirtualNetworkType extends ResourceType {
  static final String NAME = "Microsoft.Network/virtualNetworks";

  VirtualNetworkType() {
    super(
        NAME,
        Shape.of(
            """
            id! name! type! etag! apiVersion! location tags extendedLocation{name type}
            properties{addressSpace{addressPrefixes[] ipamPoolPrefixAllocations[]}
              dhcpOptions{dnsServers[]} flowTimeoutInMinutes#
              subnets[]{id! name etag! type! properties{addressPrefix addressPrefixes[]
                networkSecurityGroup@ routeTable@ natGateway@
                serviceEndpoints[]{service networkIdentifier@ locations[] provisioningState!}
                serviceEndpointPolicies[]@ privateEndpoints! ipConfigurations!
                ipConfigurationProfiles! ipAllocations[]@ resourceNavigationLinks!
                serviceAssociationLinks! ipamPoolPrefixAllocations[]
                delegations[]{id! etag! type! name properties{serviceName actions!
                  provisioningState!}}
                purpose! provisioningState!
                privateEndpointNetworkPolicies(Enabled|Disabled|NetworkSecurityGroupEnabled|RouteTableEnabled)
                privateLinkServiceNetworkPolicies(Enabled|Disabled)
                applicationGatewayIPConfigurations[] sharingScope(Tenant|DelegatedServices)
                defaultOutboundAccess?}}
              virtualNetworkPeerings[] resourceGuid! provisioningState! enableDdosProtection?
              enableVmProtection? ddosProtectionPlan@ bgpCommunities{virtualNetworkCommunity
              regionalCommunity!} encryption{enabled? enforcement} ipAllocations[]@ flowLogs!
              privateEndpointVNetPolicies(Disabled|Basic)}
            """));
  }

  @Override
  List<Embedded> embedded() {
    return List.of(new Embedded("subnets", true), new Embedded("virtualNetworkPeerings", false));
  }

  @Override
  void check(Change change) {
    List<Cidr> space = prefixes(change.properties(), "addressSpace.addressPrefixes");
    if (space.isEmpty()) {
      throw ArmException.badRequest(
          "VnetAddressSpaceNotSpecified", "Address space of " + change.id() + " is missing.");
    }
    List<Cidr> taken = new ArrayList<>();
    for (ObjectNode subnet : change.elements("subnets")) {
      String name = Json.text(subnet, "name");
      List<Cidr> prefixes = new ArrayList<>(prefixes(subnet, "properties.addressPrefixes"));
      Json.textIfAny(subnet, "properties.addressPrefix").ifPresent(one -> prefixes.add(parse(one)));
      if (prefixes.isEmpty()) {
        throw ArmException.badRequest(
            "MissingJsonProperty", "Subnet " + name + " has no address prefix.");
      }
      for (Cidr prefix : prefixes) {
        if (space.stream().noneMatch(outer -> outer.contains(prefix))) {
          throw ArmException.badRequest(
              "NetcfgInvalidSubnet",
              "Subnet '"
                  + name
                  + "' is not valid in virtual network '"
                  + change.id().name()
                  + "'.");
        }
        if (taken.stream().anyMatch(prefix::overlaps)) {
          throw ArmException.badRequest(
              "NetcfgSubnetRangesOverlap",
              "Subnet '"
                  + name
                  + "' is not valid because its IP address range overlaps with that"
                  + " of an existing subnet in virtual network '"
                  + change.id().name()
                  + "'.");
        }
        taken.add(prefix);
      }
      refusePrefixChangeInUse(change, subnet);
    }
  }

  private void refusePrefixChangeInUse(Change change, ObjectNode subnet) {
    Optional<ObjectNode> old = change.oldElement("subnets", Json.text(subnet, "name"));
    if (old.isPresent()
        && !prefixText(old.get()).equals(prefixText(subnet))
        && !change.cloud().referrers(Json.text(old.get(), "id")).isEmpty()) {
      throw ArmException.badRequest(
          "InUsePrefixCannotBeDeleted",
          "IpPrefix "
              + prefixText(old.get())
              + " on Subnet "
              + Json.text(subnet, "name")
              + " has active allocations and cannot be deleted.");
    }
  }

  private static String prefixText(ObjectNode subnet) {
    return Json.textIfAny(subnet, "properties.addressPrefix")
        .orElseGet(() -> String.join(",", Json.texts(subnet, "properties.addressPrefixes")));
  }

  private static List<Cidr> prefixes(ObjectNode node, String path) {
    return Json.texts(node, path).stream().map(VirtualNetworkType::parse).toList();
  }

  private static Cidr parse(String prefix) {
    return Cidr.parse(prefix)
        .orElseThrow(
            () ->
                ArmException.badRequest(
                    "InvalidCIDRNotation", "The address prefix " + prefix + " is invalid."));
  }

  @Override
  void fill(Change change) {
    change.keep("resourceGuid", () -> UUID.randomUUID().toString());
    ObjectNode properties = change.properties();
    Json.defaults(properties, "enableDdosProtection", false);
    Json.list(properties, "virtualNetworkPeerings");
    for (ObjectNode subnet : Json.objects(change.after(), "properties.subnets")) {
      ObjectNode inner = Json.properties(subnet);
      if (inner.path("addressPrefixes").size() == 1 && !inner.has("addressPrefix")) {
        inner.set("addressPrefix", inner.path("addressPrefixes").get(0));
        inner.remove("addressPrefixes");
      }
      Json.list(inner, "delegations");
      Json.defaults(inner, "privateEndpointNetworkPolicies", "Disabled");
      Json.defaults(inner, "privateLinkServiceNetworkPolicies", "Enabled");
    }
    Json.list(properties, "subnets");
  }

  @Override
  ArmException inUse(ResourceId id, String user) {
    String subnet = id.types().size() > 1 ? id.name() : "";
    return ArmException.badRequest(
        "InUseSubnetCannotBeDeleted",
        "Subnet "
            + subnet
            + " is in use by "
            + user
            + " and cannot be deleted. In order to delete"
            + " the subnet, delete all the resources within the subnet."
            + " See aka.ms/deletesubnet.");
  }

  @Override
  void view(Cloud cloud, ObjectNode document) {
    IpConfigurations all = IpConfigurations.of(cloud);
    for (ObjectNode subnet : Json.objects(document, "properties.subnets")) {
      String id = Json.text(subnet, "id");
      ArrayNode users = all.references(entry -> entry.refersTo("subnet", id));
      if (!users.isEmpty()) {
        Json.properties(subnet).set("ipConfigurations", users);
      }
    }
  }
}
