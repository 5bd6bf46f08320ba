package io.sluice.sandbox.blob;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.RoleDefinitions;
import io.sluice.sandbox.arm.RoleDefinitions.BlobAccess;
import io.sluice.sandbox.arm.Token;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.http.Request;
import java.util.Locale;

/** Who may read and write: role assignments on the container, or on anything it lies in. */
final class Permissions {
  private final Documents documents;

  Permissions(Documents documents) {
    this.documents = documents;
  }

  /**
   * Lets the caller through.
   *
   * @throws BlobException 401 or 403
   */
  void require(Request request, String containerId, BlobAccess wanted) {
    if (request.header("authorization").isEmpty()) {
      throw new BlobException(
          401,
          "NoAuthenticationInformation",
          "Server failed to authenticate the request. Please refer to the information in the"
              + " www-authenticate header.");
    }
    ObjectNode claims =
        Token.claims(request)
            .filter(found -> !Token.isExpired(found))
            .orElseThrow(
                () ->
                    new BlobException(
                        401,
                        "InvalidAuthenticationInfo",
                        "Server failed to authenticate the request."));
    if (request.header("x-ms-version").isEmpty()) {
      throw new BlobException(
          400,
          "MissingRequiredHeader",
          "An HTTP header that's mandatory for this request is not specified: x-ms-version.");
    }
    String principal = Json.text(claims, "oid");
    for (ObjectNode assignment : documents.list("Microsoft.Authorization/roleAssignments")) {
      BlobAccess granted =
          RoleDefinitions.blobs(Json.text(assignment, "properties.roleDefinitionId"));
      if (Json.text(assignment, "properties.principalId").equalsIgnoreCase(principal)
          && granted.compareTo(wanted) >= 0
          && covers(Json.text(assignment, "properties.scope"), containerId)) {
        return;
      }
    }
    throw new BlobException(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.");
  }

  private static boolean covers(String scope, String id) {
    String s = scope.toLowerCase(Locale.ROOT);
    String i = id.toLowerCase(Locale.ROOT);
    return i.equals(s) || i.startsWith(s.endsWith("/") ? s : s + "/");
  }
}
