package io.sluice.sandbox.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.Tenant;
import io.sluice.sandbox.arm.Token;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The endpoints of a cloud as {@code az cloud register} finds them, and sign-in. The login endpoint
 * ends in {@code /adfs}, because clients look nothing up on the internet for such an authority.
 * Everybody may sign in.
 */
public final class Login {
  private static final int LIFETIME_SECONDS = 86_399;

  private Login() {}

  public static void register(Router router) {
    router
        .route("GET", "/metadata/endpoints", Login::endpoints)
        .route("GET", "/adfs/.well-known/openid-configuration", Login::configuration)
        .route("GET", "/adfs/{tenant}/.well-known/openid-configuration", Login::configuration)
        .route("GET", "/adfs/{tenant}/v2.0/.well-known/openid-configuration", Login::configuration)
        .route("POST", "/adfs/oauth2/token", Login::token)
        .route("POST", "/adfs/oauth2/v2.0/token", Login::token)
        .route("POST", "/adfs/{tenant}/oauth2/token", Login::token)
        .route("POST", "/adfs/{tenant}/oauth2/v2.0/token", Login::token);
  }

  private static Response endpoints(Request request) {
    String base = request.base();
    ObjectNode body =
        Json.object()
            .put("galleryEndpoint", base + "/gallery/")
            .put("graphEndpoint", base + "/graph/")
            .put("portalEndpoint", base + "/portal/");
    body.putObject("authentication")
        .put("loginEndpoint", base + "/adfs")
        .putArray("audiences")
        .add(base + "/");
    return Response.json(200, body.toString());
  }

  private static Response configuration(Request request) {
    String authority = request.base() + "/adfs";
    ObjectNode body =
        Json.object()
            .put("issuer", authority)
            .put("authorization_endpoint", authority + "/oauth2/authorize/")
            .put("token_endpoint", authority + "/oauth2/token")
            .put("device_authorization_endpoint", authority + "/oauth2/devicecode")
            .put("jwks_uri", authority + "/discovery/keys");
    return Response.json(200, body.toString());
  }

  private static Response token(Request request) {
    Map<String, String> form = form(request.text());
    String client = form.getOrDefault("client_id", form.getOrDefault("username", "anonymous"));
    String audience = form.getOrDefault("resource", form.getOrDefault("scope", request.base()));
    ObjectNode body =
        Json.object()
            .put("token_type", "Bearer")
            .put("expires_in", LIFETIME_SECONDS)
            .put("resource", audience)
            .put("access_token", Token.of(claims(request.base(), client, audience)));
    return Response.json(200, body.toString());
  }

  /** The same client is the same principal, whenever it signs in. */
  private static ObjectNode claims(String base, String client, String audience) {
    long now = Instant.now().getEpochSecond();
    String principal =
        UUID.nameUUIDFromBytes(("principal " + client).getBytes(StandardCharsets.UTF_8)).toString();
    return Json.object()
        .put("aud", audience)
        .put("iss", base + "/adfs")
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + LIFETIME_SECONDS)
        .put("appid", client)
        .put("oid", principal)
        .put("sub", principal)
        .put("tid", Tenant.ID);
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }
}
