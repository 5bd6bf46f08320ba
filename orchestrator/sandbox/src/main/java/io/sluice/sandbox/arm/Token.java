package io.sluice.sandbox.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Bearer tokens: JWTs that nobody signs, since nobody here can be harmed by a forged one. */
public final class Token {
  private Token() {}

  /** An unsigned token with those claims. */
  public static String of(ObjectNode claims) {
    return encode("{\"typ\":\"JWT\",\"alg\":\"none\"}") + "." + encode(claims.toString()) + ".";
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The claims of the request's token; empty when there is none that can be read. */
  public static Optional<ObjectNode> claims(Request request) {
    String header = request.header("authorization").orElse("");
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    String[] parts = header.substring(7).strip().split("\\.", -1);
    if (parts.length < 2) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      return Optional.of(Json.parse(new String(payload, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether the token's time is over. A token without {@code exp} lasts. */
  public static boolean isExpired(ObjectNode claims) {
    return claims.has("exp") && claims.get("exp").asLong() < Instant.now().getEpochSecond();
  }

  static void require(Request request) {
    if (request.header("authorization").isEmpty()) {
      throw new ArmException(
          401,
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.");
    }
    ObjectNode claims =
        claims(request)
            .orElseThrow(
                () ->
                    new ArmException(
                        401, "InvalidAuthenticationToken", "The access token is invalid."));
    if (isExpired(claims)) {
      throw new ArmException(401, "ExpiredAuthenticationToken", "The access token has expired.");
    }
  }
}
