package io.sluice.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a token speaks for.
 *
 * @param id the directory's object id
 * @param type {@code ServicePrincipal} or {@code User}, or null where the token does not say
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference">
 *     access token claims</a>
 */
record Principal(String id, @Nullable String type) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the claims of a JWT; its signature is Azure's business.
   *
   * @throws ProblemException {@code azure.no-principal} when it has no {@code oid}
   */
  static Principal of(String token) {
    JsonNode claims = claims(token);
    String id = claims.path("oid").asText("");
    if (id.isEmpty()) {
      throw new ProblemException(
          Problem.error("azure.no-principal", "The credentials name no principal (no `oid`).")
              .withHint("Sign in as a user, a service principal or a managed identity."));
    }
    String type =
        switch (claims.path("idtyp").asText("")) {
          case "app" -> "ServicePrincipal";
          case "user" -> "User";
          default -> null;
        };
    return new Principal(id, type);
  }

  private static JsonNode claims(String token) {
    List<String> parts = List.of(token.split("\\.", -1));
    try {
      return parts.size() < 2
          ? JSON.createObjectNode()
          : JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
    } catch (IOException | IllegalArgumentException e) {
      return JSON.createObjectNode();
    }
  }
}
