package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** {@code storageAccounts}: the name is the account's for the whole world. */
final class StorageAccountType extends ResourceType {
  static final String NAME = "Microsoft.Storage/storageAccounts";

  StorageAccountType() {
    super(NAME, null);
  }

  @Override
  Writes writes() {
    return Writes.ACCEPTED;
  }

  @Override
  boolean nameIsValid(String given) {
    return given.matches("[a-z0-9]{3,24}");
  }

  @Override
  ArmException invalidName(String given) {
    return ArmException.badRequest(
        "AccountNameInvalid",
        given
            + " is not a valid storage account name. Storage account name must be between 3 and 24"
            + " characters in length and use numbers and lower-case letters only.");
  }

  @Override
  void check(Change change) {
    for (ObjectNode other : change.cloud().store().list(NAME)) {
      if (Json.text(other, "name").equals(change.id().name())
          && !ResourceId.same(Json.text(other, "id"), change.id().toString())) {
        throw new ArmException(
            409,
            "StorageAccountAlreadyTaken",
            "The storage account named " + change.id().name() + " is already taken.");
      }
    }
    if (change.before() == null) {
      for (String required : List.of("sku.name", "kind")) {
        if (Json.text(change.after(), required).isEmpty()) {
          throw ArmException.badRequest(
              "InvalidRequestPropertyName", "The request needs a value for " + required + ".");
        }
      }
    }
    change.immutable(
        "properties.isHnsEnabled",
        new ArmException(
            409,
            "AccountPropertyCannotBeUpdated",
            "The property 'isHnsEnabled' cannot be updated."));
  }

  @Override
  void fill(Change change) {
    ObjectNode after = change.after();
    ObjectNode before = change.before();
    if (before != null) {
      for (String inherited : List.of("sku", "kind")) {
        if (!after.has(inherited)) {
          after.set(inherited, before.get(inherited).deepCopy());
        }
      }
    }
    String sku = Json.text(after, "sku.name");
    Json.child(after, "sku").put("tier", sku.startsWith("Premium") ? "Premium" : "Standard");
    ObjectNode properties = change.properties();
    change.keep("creationTime", () -> Instant.now().toString());
    Json.defaults(properties, "accessTier", "Hot");
    Json.defaults(properties, "supportsHttpsTrafficOnly", true);
    Json.defaults(properties, "minimumTlsVersion", "TLS1_2");
    Json.defaults(properties, "allowBlobPublicAccess", false);
    properties
        .put("primaryLocation", Json.text(after, "location"))
        .put("statusOfPrimary", "available");
    properties
        .putObject("primaryEndpoints")
        .put("blob", change.cloud().base().get() + "/blob/" + change.id().name() + "/");
  }
}
