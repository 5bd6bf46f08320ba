package io.sluice.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.ec2.Ec2;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.control.Call;
import io.sluice.sandbox.control.Control;
import io.sluice.sandbox.control.Gate;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The front door of the AWS cloud: every signed request comes here, passes the gate (counted,
 * struck by faults, recorded) and the throttle, and goes to the service that its signature names.
 */
public final class AwsCloud implements Handler {
  private final Rooms rooms = new Rooms();
  private final Map<String, Room> services = new ConcurrentSkipListMap<>();
  private final Throttle throttle = new Throttle(System::nanoTime);
  private final Ec2 ec2 = new Ec2(rooms);
  private final Handler guarded;
  private volatile Handler metadata =
      request -> Response.json(404, "{\"error\":\"There is no instance metadata service.\"}");

  public AwsCloud(Gate gate) {
    guarded = gate.guard(this::serve, AwsCloud::call);
    NoRooms.fill(rooms);
    rooms.set(ec2);
    register("ec2", ec2);
  }

  /**
   * Puts a service in; one of that name before it is no longer asked.
   *
   * @param service as signatures name it: {@code elasticloadbalancing}, {@code monitoring}
   */
  public void register(String service, Room room) {
    services.put(service, room);
  }

  /** Puts the instance metadata service in; it is asked for {@code /imds/<instance>/latest/...}. */
  public void metadata(Handler handler) {
    metadata = handler;
  }

  /** Where the services find each other; set one before the first request. */
  public Rooms rooms() {
    return rooms;
  }

  public Ec2 ec2() {
    return ec2;
  }

  /** Adds the metadata service's paths. */
  public void register(Router router, Gate gate) {
    router.route(
        "*",
        "/imds/{instance}/latest/{rest*}",
        gate.guard(
            request -> metadata.handle(request),
            request -> new Call(request.method(), request.rawPath(), "imds", "metadata", true)));
  }

  /** Adds {@code /sandbox/throttle} and the status' part {@code aws}. */
  public void register(Router router, Control control) {
    control.contribute("aws", ec2::status);
    router
        .route("GET", "/sandbox/throttle", control.guarded(request -> throttled()))
        .route("POST", "/sandbox/throttle", control.guarded(request -> throttle(request.text())));
  }

  private Response throttled() {
    ObjectNode json =
        Json.object()
            .put("callsPerSecond", throttle.perSecond())
            .put("refused", throttle.refused());
    return Response.json(200, json.toString());
  }

  private Response throttle(String text) {
    try {
      throttle.set(Json.parse(text).path("callsPerSecond").asDouble(Double.NaN));
      return Response.of(204);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Response.json(400, Json.object().put("error", e.getMessage()).toString());
    }
  }

  /** True for what a signature marks as AWS's. */
  public static boolean isFor(Request request) {
    return Caller.of(request).isPresent();
  }

  @Override
  public Response handle(Request request) {
    return guarded.handle(request);
  }

  private static Call call(Request request) {
    String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
    Optional<Caller> caller = Caller.of(request);
    return new Call(
        request.method(),
        request.rawPath() + query,
        "aws",
        caller.map(known -> Operations.of(request, known)).orElse("unsigned"),
        caller.map(AwsCloud::isMachine).orElse(false));
  }

  /** Temporary keys are given out by the metadata service alone. */
  private static boolean isMachine(Caller caller) {
    return caller.accessKey().startsWith("ASIA");
  }

  private Response serve(Request request) {
    Caller caller =
        Caller.of(request)
            .orElseThrow(() -> new IllegalArgumentException("only signed requests come here"));
    Room room = services.get(caller.service());
    if (room == null) {
      return Refusal.of(
          request,
          caller,
          AwsException.badRequest(
              "UnknownService",
              "The sandbox has no service '%s'; it has %s."
                  .formatted(caller.service(), String.join(", ", services.keySet()))));
    }
    if (!isMachine(caller) && !throttle.admits(caller.service() + " " + caller.region())) {
      return Refusal.of(request, caller, slowDown(caller.service()));
    }
    return room.handle(request, caller);
  }

  private static AwsException slowDown(String service) {
    return switch (service) {
      case "ec2" -> new AwsException(503, "RequestLimitExceeded", "Request limit exceeded.");
      case "s3" -> new AwsException(503, "SlowDown", "Please reduce your request rate.");
      default -> new AwsException(400, "Throttling", "Rate exceeded");
    };
  }
}
