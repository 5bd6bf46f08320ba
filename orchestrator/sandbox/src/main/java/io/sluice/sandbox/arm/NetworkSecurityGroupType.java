package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code networkSecurityGroups}, their rules and the six that every one begins with. */
final class NetworkSecurityGroupType extends ResourceType {
  static final String NAME = "Microsoft.Network/networkSecurityGroups";

  /** Name, priority, direction, access, source, destination. */
  private static final String[][] DEFAULTS = {
    {"AllowVnetInBound", "65000", "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"},
    {"AllowAzureLoadBalancerInBound", "65001", "Inbound", "Allow", "AzureLoadBalancer", "*"},
    {"DenyAllInBound", "65500", "Inbound", "Deny", "*", "*"},
    {"AllowVnetOutBound", "65000", "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"},
    {"AllowInternetOutBound", "65001", "Outbound", "Allow", "*", "Internet"},
    {"DenyAllOutBound", "65500", "Outbound", "Deny", "*", "*"},
  };

  NetworkSecurityGroupType() {
    super(
        NAME,
        Shape.of(
            """
            id! name! type! etag! apiVersion! location tags
            properties{flushConnection? defaultSecurityRules! networkInterfaces! subnets! flowLogs!
              resourceGuid! provisioningState!
              securityRules[]{id! name etag! type! properties{description
                protocol(Tcp|Udp|Icmp|Esp|*|Ah) sourcePortRange destinationPortRange
                sourceAddressPrefix sourceAddressPrefixes[] sourceApplicationSecurityGroups[]@
                destinationAddressPrefix destinationAddressPrefixes[]
                destinationApplicationSecurityGroups[]@ sourcePortRanges[] destinationPortRanges[]
                access(Allow|Deny) priority# direction(Inbound|Outbound) provisioningState!}}}
            """));
  }

  @Override
  List<Embedded> embedded() {
    return List.of(
        new Embedded("securityRules", true), new Embedded("defaultSecurityRules", false));
  }

  @Override
  void check(Change change) {
    Set<String> priorities = new HashSet<>();
    for (ObjectNode rule : change.elements("securityRules")) {
      ObjectNode properties = Json.properties(rule);
      String name = Json.text(rule, "name");
      for (String required : List.of("protocol", "access", "priority", "direction")) {
        if (!properties.has(required)) {
          throw ArmException.badRequest(
              "SecurityRuleParameterMissing",
              "Security rule " + name + " must have " + required + ".");
        }
      }
      for (String end : List.of("source", "destination")) {
        requireOne(
            name,
            properties,
            end + "AddressPrefix",
            end + "AddressPrefixes",
            end + "ApplicationSecurityGroups");
        requireOne(name, properties, end + "PortRange", end + "PortRanges", "");
      }
      int priority = properties.path("priority").asInt();
      if (priority < 100 || priority > 4096) {
        throw ArmException.badRequest(
            "SecurityRuleInvalidPriority",
            "Security rule has invalid Priority. Value provided: "
                + priority
                + " Allowed range 100-4096.");
      }
      if (!priorities.add(Json.text(rule, "properties.direction") + priority)) {
        throw ArmException.badRequest(
            "SecurityRuleConflict",
            "Security rule "
                + name
                + " conflicts with another rule of the same priority and"
                + " direction.");
      }
    }
  }

  private static void requireOne(
      String rule, ObjectNode properties, String one, String many, String groups) {
    if (!properties.has(one)
        && properties.path(many).isEmpty()
        && properties.path(groups).isEmpty()) {
      throw ArmException.badRequest(
          "SecurityRuleParameterMissing",
          "Security rule " + rule + " must have " + one + " or " + many + ".");
    }
  }

  @Override
  void fill(Change change) {
    change.keep("resourceGuid", () -> UUID.randomUUID().toString());
    ObjectNode properties = change.properties();
    for (ObjectNode rule : Json.objects(change.after(), "properties.securityRules")) {
      ObjectNode inner = Json.properties(rule);
      for (String list :
          List.of(
              "sourceAddressPrefixes",
              "destinationAddressPrefixes",
              "sourcePortRanges",
              "destinationPortRanges")) {
        Json.list(inner, list);
      }
    }
    Json.list(properties, "securityRules");
    ArrayNode defaults = properties.putArray("defaultSecurityRules");
    for (String[] rule : DEFAULTS) {
      ObjectNode element = defaults.addObject();
      element.put("id", change.id() + "/defaultSecurityRules/" + rule[0]).put("name", rule[0]);
      element
          .putObject("properties")
          .put("protocol", "*")
          .put("sourcePortRange", "*")
          .put("destinationPortRange", "*")
          .put("priority", Integer.parseInt(rule[1]))
          .put("direction", rule[2])
          .put("access", rule[3])
          .put("sourceAddressPrefix", rule[4])
          .put("destinationAddressPrefix", rule[5]);
    }
  }

  @Override
  ArmException inUse(ResourceId id, String user) {
    return ArmException.badRequest(
        "InUseNetworkSecurityGroupCannotBeDeleted",
        "Network security group "
            + id
            + " cannot be deleted because it is in use by the following"
            + " resources: "
            + user
            + ".");
  }

  @Override
  void view(Cloud cloud, ObjectNode document) {
    String id = Json.text(document, "id");
    ArrayNode subnets = Json.array();
    for (ObjectNode network : cloud.store().list(VirtualNetworkType.NAME)) {
      for (ObjectNode subnet : Json.objects(network, "properties.subnets")) {
        if (ResourceId.same(Json.text(subnet, "properties.networkSecurityGroup.id"), id)) {
          subnets.add(Json.id(Json.text(subnet, "id")));
        }
      }
    }
    ArrayNode interfaces = Json.array();
    for (ObjectNode nic : cloud.store().list(NetworkInterfaceType.NAME)) {
      if (ResourceId.same(Json.text(nic, "properties.networkSecurityGroup.id"), id)) {
        interfaces.add(Json.id(Json.text(nic, "id")));
      }
    }
    if (!subnets.isEmpty()) {
      Json.properties(document).set("subnets", subnets);
    }
    if (!interfaces.isEmpty()) {
      Json.properties(document).set("networkInterfaces", interfaces);
    }
  }
}
