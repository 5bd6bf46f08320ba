package io.sluice.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/**
 * The control API at {@code /sandbox}: JSON, for the holder of the token that stands in {@code
 * sandbox.json}.
 */
public final class Control {
  private final String token;
  private final Gate gate;
  private final Supplier<ObjectNode> status;
  private final Runnable stop;
  private final Map<String, Supplier<JsonNode>> rooms = new ConcurrentSkipListMap<>();

  /**
   * @param stop begins to stop the sandbox; returns at once
   */
  public Control(String token, Gate gate, Supplier<ObjectNode> status, Runnable stop) {
    this.token = token;
    this.gate = gate;
    this.status = status;
    this.stop = stop;
  }

  public void register(Router router) {
    router
        .route(
            "GET", "/sandbox/status", guarded(request -> Response.json(200, status().toString())))
        .route(
            "GET",
            "/sandbox/calls",
            guarded(request -> Response.json(200, gate.calls().toJson().toString())))
        .route(
            "DELETE",
            "/sandbox/calls",
            guarded(
                request -> {
                  gate.calls().reset();
                  return Response.of(204);
                }))
        .route("GET", "/sandbox/faults", guarded(request -> faults()))
        .route("POST", "/sandbox/faults", guarded(request -> inject(request.text())))
        .route(
            "DELETE",
            "/sandbox/faults",
            guarded(
                request -> {
                  gate.clearFaults();
                  return Response.of(204);
                }))
        .route(
            "POST",
            "/sandbox/stop",
            guarded(
                request -> {
                  stop.run();
                  return Response.json(202, "{\"state\":\"stopping\"}");
                }));
  }

  /** Adds a room's own part to the status. */
  public void contribute(String name, Supplier<JsonNode> part) {
    rooms.put(name, part);
  }

  private ObjectNode status() {
    ObjectNode whole = status.get();
    rooms.forEach((name, part) -> whole.set(name, part.get()));
    return whole;
  }

  /** The handler behind the token: 401 for everybody else. For other rooms' control routes too. */
  public Handler guarded(Handler handler) {
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    return request -> {
      byte[] given = request.header("authorization").orElse("").getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(wanted, given)
          ? handler.handle(request)
          : Response.json(401, "{\"error\":\"the token of sandbox.json is needed\"}");
    };
  }

  private Response faults() {
    ObjectNode body = Json.object();
    ArrayNode pending = body.putArray("pending");
    gate.pending().forEach(pending::add);
    return Response.json(200, body.toString());
  }

  private Response inject(String text) {
    try {
      gate.inject(Fault.read(Json.parse(text)));
      return Response.of(204);
    } catch (JsonProcessingException | PatternSyntaxException e) {
      return Response.json(
          400, Json.object().put("error", "not a fault: " + e.getMessage()).toString());
    } catch (IllegalArgumentException e) {
      return Response.json(400, Json.object().put("error", e.getMessage()).toString());
    }
  }
}
