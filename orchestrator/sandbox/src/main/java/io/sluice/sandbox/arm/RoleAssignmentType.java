package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** {@code roleAssignments}: who may do what, at which scope. */
final class RoleAssignmentType extends ResourceType {
  static final String NAME = "Microsoft.Authorization/roleAssignments";

  RoleAssignmentType() {
    super(NAME, null);
  }

  @Override
  Writes writes() {
    return Writes.ALWAYS_CREATED;
  }

  @Override
  boolean tracked() {
    return false;
  }

  @Override
  boolean nameIsValid(String given) {
    return given.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  @Override
  ArmException invalidName(String given) {
    return ArmException.badRequest(
        "InvalidRoleAssignmentId",
        "The role assignment ID '"
            + given
            + "' is not valid. The role"
            + " assignment ID must be a GUID.");
  }

  @Override
  void check(Change change) {
    String role = Json.text(change.after(), "properties.roleDefinitionId");
    String principal = Json.text(change.after(), "properties.principalId");
    if (!RoleDefinitions.isKnown(role)) {
      throw ArmException.badRequest(
          "RoleDefinitionDoesNotExist",
          "The specified role definition with ID '" + role + "' does not exist.");
    }
    if (principal.isEmpty()) {
      throw ArmException.badRequest("BadRequestFormat", "The request needs a principalId.");
    }
    ObjectNode before = change.before();
    if (before != null
        && (!ResourceId.same(Json.text(before, "properties.principalId"), principal)
            || !RoleDefinitions.same(Json.text(before, "properties.roleDefinitionId"), role))) {
      throw ArmException.badRequest(
          "RoleAssignmentUpdateNotPermitted",
          "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
    }
    for (ObjectNode other : change.cloud().store().list(NAME)) {
      if (!ResourceId.same(Json.text(other, "name"), change.id().name())
          && ResourceId.same(Json.text(other, "properties.scope"), change.id().scope())
          && ResourceId.same(Json.text(other, "properties.principalId"), principal)
          && RoleDefinitions.same(Json.text(other, "properties.roleDefinitionId"), role)) {
        throw new ArmException(
            409,
            "RoleAssignmentExists",
            "The role assignment already exists. The ID of the existing"
                + " role assignment is "
                + Json.text(other, "name").replace("-", "")
                + ".");
      }
    }
  }

  @Override
  void fill(Change change) {
    change.properties().put("scope", change.id().scope());
    Json.defaults(change.properties(), "principalType", "ServicePrincipal");
    change.keep("createdOn", () -> Instant.now().toString());
    change.properties().put("updatedOn", Instant.now().toString());
  }
}
