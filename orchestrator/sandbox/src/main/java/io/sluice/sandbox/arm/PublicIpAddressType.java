package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code publicIPAddresses}: addresses come from the documentation ranges of RFC 5737. */
final class PublicIpAddressType extends ResourceType {
  static final String NAME = "Microsoft.Network/publicIPAddresses";
  private static final String[] RANGES = {"203.0.113.", "198.51.100."};

  PublicIpAddressType() {
    super(
        NAME,
        Shape.of(
            """
            id! name! type! etag! apiVersion! location tags extendedLocation{name type} zones[]
            sku{name(Basic|Standard|StandardV2) tier(Regional|Global)}
            properties{publicIPAllocationMethod(Static|Dynamic) publicIPAddressVersion(IPv4|IPv6)
              ipConfiguration! dnsSettings{domainNameLabel domainNameLabelScope fqdn reverseFqdn}
              ddosSettings{protectionMode(VirtualNetworkInherited|Enabled|Disabled)
                ddosProtectionPlan@}
              ipTags[]{ipTagType tag} ipAddress publicIPPrefix@ idleTimeoutInMinutes# resourceGuid!
              provisioningState! servicePublicIPAddress@ natGateway@ migrationPhase
              linkedPublicIPAddress@ deleteOption(Delete|Detach)}
            """));
  }

  @Override
  void check(Change change) {
    change.immutable(
        "sku.name",
        ArmException.badRequest(
            "PublicIPAddressSkuCannotBeChanged",
            "Sku of public IP address " + change.id() + " cannot be changed."));
    change.immutable(
        "properties.publicIPAddressVersion",
        ArmException.badRequest(
            "PublicIPAddressVersionUpdateNotAllowed",
            "The version of public IP address " + change.id() + " cannot be changed."));
    String sku =
        Json.textIfAny(change.after(), "sku.name").or(() -> change.was("sku.name")).orElse("Basic");
    String method = Json.text(change.after(), "properties.publicIPAllocationMethod");
    if (sku.startsWith("Standard") && !method.equals("Static")) {
      throw ArmException.badRequest(
          "StandardSkuPublicIPAddressesMustBeStatic",
          "Standard sku publicIp " + change.id() + " must have AllocationMethod set to Static.");
    }
    int idle = change.properties().path("idleTimeoutInMinutes").asInt(4);
    if (idle < 4 || idle > 30) {
      throw ArmException.badRequest(
          "InvalidIdleTimeout", "Idle timeout of " + change.id() + " must be 4 to 30 minutes.");
    }
  }

  @Override
  void fill(Change change) {
    ObjectNode sku = Json.child(change.after(), "sku");
    Json.defaults(sku, "name", change.was("sku.name").orElse("Basic"));
    Json.defaults(sku, "tier", "Regional");
    ObjectNode properties = change.properties();
    Json.defaults(properties, "publicIPAddressVersion", "IPv4");
    Json.defaults(properties, "publicIPAllocationMethod", "Dynamic");
    Json.defaults(properties, "idleTimeoutInMinutes", 4);
    if (!(properties.get("ipTags") instanceof ArrayNode)) {
      properties.putArray("ipTags");
    }
    change.keep("resourceGuid", () -> UUID.randomUUID().toString());
    if (Json.text(properties, "publicIPAllocationMethod").equals("Static")) {
      change.keep("ipAddress", () -> free(change));
    }
    Json.textIfAny(properties, "dnsSettings.domainNameLabel")
        .ifPresent(
            label ->
                Json.child(properties, "dnsSettings")
                    .put(
                        "fqdn",
                        label
                            + "."
                            + Json.text(change.after(), "location")
                            + ".cloudapp.azure.com"));
  }

  private static String free(Change change) {
    Set<String> taken =
        change.cloud().store().list(NAME).stream()
            .map(document -> Json.text(document, "properties.ipAddress"))
            .collect(Collectors.toSet());
    for (String range : RANGES) {
      for (int host = 1; host < 255; host++) {
        if (!taken.contains(range + host)) {
          return range + host;
        }
      }
    }
    throw ArmException.badRequest(
        "PublicIPCountLimitReached",
        "Cannot create more than "
            + RANGES.length * 254
            + " public IP addresses for this"
            + " subscription in this region.");
  }

  @Override
  ArmException inUse(ResourceId id, String user) {
    return ArmException.badRequest(
        "PublicIPAddressCannotBeDeleted",
        "Public IP address "
            + id
            + " can not be deleted since it is still allocated to resource "
            + user
            + ". In order to delete the public IP, disassociate/detach the Public IP address from"
            + " the resource.");
  }

  @Override
  void view(Cloud cloud, ObjectNode document) {
    String id = Json.text(document, "id");
    IpConfigurations.of(cloud).entries().stream()
        .filter(entry -> entry.refersTo("publicIPAddress", id))
        .findFirst()
        .ifPresent(entry -> Json.properties(document).set("ipConfiguration", Json.id(entry.id())));
  }
}
