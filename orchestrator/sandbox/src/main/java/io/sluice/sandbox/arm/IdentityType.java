package io.sluice.sandbox.arm;

import java.util.UUID;

/** {@code userAssignedIdentities}: a principal for machines. */
final class IdentityType extends ResourceType {
  static final String NAME = "Microsoft.ManagedIdentity/userAssignedIdentities";

  IdentityType() {
    super(NAME, null);
  }

  @Override
  Writes writes() {
    return Writes.AT_ONCE;
  }

  @Override
  boolean nameIsValid(String given) {
    return given.matches("[A-Za-z0-9][\\w-]{2,127}");
  }

  @Override
  void fill(Change change) {
    change.keep("tenantId", () -> Tenant.ID);
    change.keep("principalId", () -> UUID.randomUUID().toString());
    change.keep("clientId", () -> UUID.randomUUID().toString());
  }
}
