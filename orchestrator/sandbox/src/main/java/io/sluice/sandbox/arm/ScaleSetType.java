package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** {@code virtualMachineScaleSets}, uniform; the instances belong to the machines' room. */
final class ScaleSetType extends ResourceType {
  static final String NAME = "Microsoft.Compute/virtualMachineScaleSets";
  private static final String PROFILE = "properties.virtualMachineProfile.";
  private static final int MAX_CAPACITY = 1000;

  ScaleSetType() {
    super(NAME, null);
  }

  /** The network interfaces of the model. */
  static List<ObjectNode> interfaces(ObjectNode scaleSet) {
    return Json.objects(scaleSet, PROFILE + "networkProfile.networkInterfaceConfigurations");
  }

  @Override
  boolean nameIsValid(String given) {
    return given.matches("[A-Za-z0-9]([\\w.-]{0,62}\\w)?");
  }

  @Override
  void check(Change change) {
    ObjectNode after = change.after();
    JsonNode capacity = Json.at(after, "sku.capacity");
    if (change.before() == null
        && (Json.text(after, "sku.name").isEmpty()
            || Json.at(after, "properties.virtualMachineProfile").isMissingNode())) {
      throw ArmException.badRequest(
          "InvalidParameter",
          "Required parameter 'sku' or 'virtualMachineProfile' is missing (null).");
    }
    if (capacity.asInt(0) < 0 || capacity.asInt(0) > MAX_CAPACITY) {
      throw ArmException.badRequest(
          "InvalidParameter", "The value of parameter sku.capacity is invalid.");
    }
    for (String fixed :
        List.of(
            "properties.orchestrationMode",
            PROFILE + "osProfile.computerNamePrefix",
            PROFILE + "osProfile.adminUsername",
            PROFILE + "priority")) {
      change.immutable(
          fixed,
          new ArmException(
              409,
              "PropertyChangeNotAllowed",
              "Changing property '"
                  + fixed.substring(fixed.lastIndexOf('.') + 1)
                  + "' is not allowed."));
    }
    for (String identity : identities(after)) {
      if (change.cloud().find(identity).isEmpty()) {
        throw ArmException.badRequest(
            "FailedIdentityOperation",
            "Identity operation for resource '"
                + change.id()
                + "' failed with error 'Failed to"
                + " perform resource identity operation. Status: 'BadRequest'. Response:"
                + " 'Resource '"
                + identity
                + "' was not found.''.");
      }
    }
    balancers(change);
  }

  private static List<String> identities(ObjectNode document) {
    return List.copyOf(
        Json.at(document, "identity.userAssignedIdentities").properties().stream()
            .map(Map.Entry::getKey)
            .toList());
  }

  /** At most one internal and one public load balancer; a gateway counts as neither. */
  private static void balancers(Change change) {
    Set<String> seen = new HashSet<>();
    for (ObjectNode nic : interfaces(change.after())) {
      for (ObjectNode configuration : Json.objects(nic, "properties.ipConfigurations")) {
        if (Json.textIfAny(configuration, "properties.subnet.id").isEmpty()) {
          throw ArmException.badRequest(
              "InvalidParameter", "Required parameter 'subnet' is missing (null).");
        }
        for (ObjectNode pool :
            Json.objects(configuration, "properties.loadBalancerBackendAddressPools")) {
          ResourceId.parse(Json.text(pool, "id"))
              .map(ResourceId::root)
              .flatMap(root -> change.find(root.toString()))
              .ifPresent(balancer -> seen.add(kind(balancer) + " " + Json.text(balancer, "id")));
        }
      }
    }
    for (String kind : List.of("public", "internal")) {
      if (seen.stream().filter(balancer -> balancer.startsWith(kind)).count() > 1) {
        throw ArmException.badRequest(
            "VMScaleSetCannotUseMultipleLoadBalancersOfSameType",
            "VM Scale Set "
                + change.id()
                + " cannot use multiple load balancers of type "
                + kind
                + ".");
      }
    }
  }

  private static String kind(ObjectNode balancer) {
    if (Json.text(balancer, "sku.name").equals("Gateway")) {
      return "gateway";
    }
    return Json.objects(balancer, "properties.frontendIPConfigurations").stream()
            .anyMatch(f -> Json.textIfAny(f, "properties.publicIPAddress.id").isPresent())
        ? "public"
        : "internal";
  }

  @Override
  void fill(Change change) {
    ObjectNode after = change.after();
    ObjectNode before = change.before();
    ObjectNode properties = change.properties();
    if (before != null) {
      // A model that leaves out the write-only parts keeps the ones it has
      keep(before, after, "virtualMachineProfile", "userData");
    }
    ObjectNode sku = Json.child(after, "sku");
    Json.defaults(sku, "tier", "Standard");
    Json.defaults(sku, "capacity", before == null ? 0 : Json.at(before, "sku.capacity").asInt());
    Json.defaults(properties, "orchestrationMode", "Uniform");
    Json.defaults(properties, "singlePlacementGroup", false);
    Json.defaults(properties, "overprovision", false);
    Json.defaults(Json.child(properties, "upgradePolicy"), "mode", "Manual");
    change.keep("uniqueId", () -> UUID.randomUUID().toString());
    change.keep("timeCreated", () -> Instant.now().toString());
    for (String identity : identities(after)) {
      change
          .cloud()
          .find(identity)
          .ifPresent(
              found ->
                  ((ObjectNode) Json.at(after, "identity.userAssignedIdentities"))
                      .putObject(identity)
                      .put("principalId", Json.text(found, "properties.principalId"))
                      .put("clientId", Json.text(found, "properties.clientId")));
    }
  }

  private static void keep(ObjectNode before, ObjectNode after, String parent, String field) {
    JsonNode old = Json.at(before, "properties." + parent + "." + field);
    if (Json.at(after, "properties." + parent) instanceof ObjectNode into
        && !into.has(field)
        && !old.isMissingNode()) {
      into.set(field, old);
    }
  }

  @Override
  CompletableFuture<Void> work(Cloud cloud, ObjectNode document) {
    return cloud.machines().apply(Json.text(document, "id"), document);
  }

  @Override
  CompletableFuture<Void> removal(Cloud cloud, ResourceId id) {
    return cloud.machines().delete(id.toString());
  }

  @Override
  void view(Cloud cloud, ObjectNode document) {
    if (Json.at(document, "properties.virtualMachineProfile") instanceof ObjectNode profile) {
      profile.remove("userData");
      if (profile.get("osProfile") instanceof ObjectNode os) {
        os.remove(List.of("adminPassword", "customData"));
      }
    }
  }
}
