package io.sluice.sandbox.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Operations.Operation;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests read and answers written the way ARM does. */
final class Answers {
  private Answers() {}

  static Response json(int status, JsonNode body) {
    return Response.json(status, body.toString());
  }

  static Response error(ArmException refusal) {
    Response response = json(refusal.status(), refusal.body());
    return refusal.status() == 401
        ? response.with(
            "WWW-Authenticate",
            "Bearer authorization_uri=\"https://login.windows.net/"
                + Tenant.ID
                + "\", "
                + "error=\"invalid_token\"")
        : response;
  }

  /**
   * The request's body.
   *
   * @throws ArmException 400 when it is not one JSON object
   */
  static ObjectNode body(Request request) {
    try {
      return Json.parse(request.text());
    } catch (JsonProcessingException e) {
      throw ArmException.badRequest(
          "InvalidRequestContent",
          "The request content was invalid and could not be deserialized: '"
              + e.getOriginalMessage()
              + "'.");
    }
  }

  /** One page of a list, with a link to the next one if there is more. */
  static Response page(Request request, List<ObjectNode> all, int size) {
    int from = skip(request, all.size());
    int to = Math.min(all.size(), from + size);
    ObjectNode page = Json.object();
    page.putArray("value").addAll(all.subList(from, to));
    if (to < all.size()) {
      String query =
          request.queryParameters().entrySet().stream()
              .filter(parameter -> !parameter.getKey().equalsIgnoreCase("$skiptoken"))
              .map(Answers::encode)
              .collect(Collectors.joining("&"));
      page.put(
          "nextLink", request.base() + request.rawPath() + "?" + query + "&%24skiptoken=" + to);
    }
    return json(200, page);
  }

  private static int skip(Request request, int size) {
    for (Map.Entry<String, String> parameter : request.queryParameters().entrySet()) {
      if (parameter.getKey().equalsIgnoreCase("$skiptoken")) {
        if (!parameter.getValue().matches("\\d{1,9}")) {
          throw ArmException.badRequest("InvalidSkipToken", "The skip token is not valid.");
        }
        return Math.min(size, Integer.parseInt(parameter.getValue()));
      }
    }
    return 0;
  }

  private static String encode(Map.Entry<String, String> parameter) {
    return URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Adds where to poll. No Retry-After: this is loopback, the client's own pace will do. */
  static Response polling(
      Request request, Response response, ResourceId id, String region, Operation operation) {
    return response.with(
        "Azure-AsyncOperation", link(request, id, region, "operations", operation));
  }

  static Response location(
      Request request, Response response, ResourceId id, String region, Operation operation) {
    return response.with("Location", link(request, id, region, "operationResults", operation));
  }

  private static String link(
      Request request, ResourceId id, String region, String kind, Operation operation) {
    return request.base()
        + "/subscriptions/"
        + id.subscription()
        + "/providers/"
        + id.namespace()
        + "/locations/"
        + (region.isEmpty() ? "global" : region)
        + "/"
        + kind
        + "/"
        + operation.id()
        + "?api-version="
        + request.query("api-version").orElse("");
  }
}
