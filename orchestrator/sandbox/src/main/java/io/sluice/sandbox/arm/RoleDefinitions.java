package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The built-in roles that the sandbox knows, under the ids they have everywhere. */
public final class RoleDefinitions {

  /** What a role lets its holder do with blobs. */
  public enum BlobAccess {
    NONE,
    READ,
    WRITE
  }

  private record Role(String guid, String name, BlobAccess blobs) {}

  private static final List<Role> ROLES =
      List.of(
          new Role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", BlobAccess.NONE),
          new Role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", BlobAccess.NONE),
          new Role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", BlobAccess.NONE),
          new Role(
              "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner", BlobAccess.WRITE),
          new Role(
              "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
              "Storage Blob Data Contributor",
              BlobAccess.WRITE),
          new Role(
              "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", BlobAccess.READ),
          new Role("4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor", BlobAccess.NONE),
          new Role(
              "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
              "Virtual Machine Contributor",
              BlobAccess.NONE),
          new Role(
              "f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator", BlobAccess.NONE),
          new Role(
              "3913510d-42f4-4e42-8a64-420c390055eb",
              "Monitoring Metrics Publisher",
              BlobAccess.NONE),
          new Role("43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader", BlobAccess.NONE));

  private RoleDefinitions() {}

  private static Optional<Role> find(String id) {
    return ROLES.stream()
        .filter(role -> role.guid().equalsIgnoreCase(id.substring(id.lastIndexOf('/') + 1)))
        .findFirst();
  }

  static boolean isKnown(String id) {
    return find(id).isPresent();
  }

  static boolean same(String a, String b) {
    return a.substring(a.lastIndexOf('/') + 1)
        .equalsIgnoreCase(b.substring(b.lastIndexOf('/') + 1));
  }

  public static BlobAccess blobs(String id) {
    return find(id).map(Role::blobs).orElse(BlobAccess.NONE);
  }

  /** The definitions as a list answers them, those of one name or all. */
  static List<ObjectNode> list(String scope, Optional<String> name) {
    return ROLES.stream()
        .filter(role -> name.isEmpty() || role.name().equalsIgnoreCase(name.get()))
        .map(role -> document(scope, role))
        .toList();
  }

  static Optional<ObjectNode> get(String scope, String guid) {
    return find(guid).map(role -> document(scope, role));
  }

  private static ObjectNode document(String scope, Role role) {
    ObjectNode document =
        Json.object()
            .put("id", scope + "/providers/Microsoft.Authorization/roleDefinitions/" + role.guid())
            .put("name", role.guid())
            .put("type", "Microsoft.Authorization/roleDefinitions");
    ObjectNode properties = document.putObject("properties");
    properties
        .put("roleName", role.name())
        .put("type", "BuiltInRole")
        .put("description", role.name());
    properties.putArray("assignableScopes").add("/");
    ObjectNode permission = properties.putArray("permissions").addObject();
    permission.putArray("actions");
    permission.putArray("notActions");
    permission.putArray("notDataActions");
    String blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";
    var data = permission.putArray("dataActions");
    if (role.blobs() != BlobAccess.NONE) {
      data.add(blobs + "read");
    }
    if (role.blobs() == BlobAccess.WRITE) {
      data.add(blobs + "write").add(blobs + "delete").add(blobs + "add/action");
    }
    return document;
  }
}
