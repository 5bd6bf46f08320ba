package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** {@code blobServices/containers}: the control plane's view of a container. */
public final class BlobContainerType extends ResourceType {
  public static final String NAME = "Microsoft.Storage/storageAccounts/blobServices/containers";

  BlobContainerType() {
    super(NAME, null);
  }

  @Override
  Writes writes() {
    return Writes.AT_ONCE;
  }

  @Override
  boolean tracked() {
    return false;
  }

  @Override
  boolean etagged() {
    return true;
  }

  @Override
  boolean nameIsValid(String given) {
    return given.matches("[a-z0-9](-?[a-z0-9]){2,62}") && given.length() <= 63;
  }

  @Override
  ArmException invalidName(String given) {
    return ArmException.badRequest(
        "ContainerOperationFailure", "The specified resource name contains invalid characters.");
  }

  @Override
  void fill(Change change) {
    ObjectNode properties = change.properties();
    Json.defaults(properties, "publicAccess", "None");
    change.keep("lastModifiedTime", () -> Instant.now().toString());
    properties.put("hasImmutabilityPolicy", false).put("hasLegalHold", false);
    properties.put("leaseStatus", "Unlocked").put("leaseState", "Available");
  }
}
