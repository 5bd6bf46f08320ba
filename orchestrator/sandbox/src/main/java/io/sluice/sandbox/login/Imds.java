package io.sluice.sandbox.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.Tenant;
import io.sluice.sandbox.arm.Token;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The instance metadata service, once per machine at {@code /imds/<machine>}: tokens for the
 * identities that the machine's scale set has, and what the machine is. See "Azure Instance
 * Metadata Service" and "How managed identities for Azure resources work with virtual machines".
 */
public final class Imds {
  private static final int LIFETIME_SECONDS = 86_399;

  private record Machine(ObjectNode scaleSet, Instance instance) {}

  private final Documents documents;
  private final ScaleSets machines;

  public Imds(Documents documents, ScaleSets machines) {
    this.documents = documents;
    this.machines = machines;
  }

  public void register(Router router) {
    String root = "/imds/{machine}/metadata/";
    router
        .route("GET", root + "identity/oauth2/token", guarded(this::token))
        .route("GET", root + "instance", guarded(this::instance))
        .route("GET", root + "instance/compute", guarded(this::compute));
  }

  private static Handler guarded(Handler handler) {
    return request -> {
      if (!request.header("metadata").map(m -> m.equalsIgnoreCase("true")).orElse(false)) {
        return error(400, "invalid_request", "Required metadata header not specified");
      }
      if (request.query("api-version").isEmpty()) {
        return error(400, "invalid_request", "Required api-version query parameter not specified");
      }
      return handler.handle(request);
    };
  }

  private Optional<Machine> machine(String name) {
    for (ObjectNode scaleSet : documents.list("Microsoft.Compute/virtualMachineScaleSets")) {
      for (Instance instance : machines.instances(Json.text(scaleSet, "id"))) {
        if (instance.name().equals(name)) {
          return Optional.of(new Machine(scaleSet, instance));
        }
      }
    }
    return Optional.empty();
  }

  private Response token(Request request) {
    Optional<Machine> machine = machine(request.variable("machine"));
    if (machine.isEmpty()) {
      return error(404, "not_found", "There is no such machine");
    }
    String resource = request.query("resource").orElse("");
    if (resource.isEmpty()) {
      return error(400, "invalid_request", "Required query variable 'resource' is missing");
    }
    List<ObjectNode> identities = new ArrayList<>();
    for (Map.Entry<String, ?> assigned :
        Json.at(machine.get().scaleSet(), "identity.userAssignedIdentities").properties()) {
      documents
          .get(assigned.getKey())
          .filter(found -> asked(request, found))
          .ifPresent(identities::add);
    }
    if (identities.isEmpty()) {
      return error(400, "invalid_request", "Identity not found");
    }
    if (identities.size() > 1) {
      return error(
          400,
          "invalid_request",
          "Multiple user assigned identities exist, please specify the clientId / resourceId of the"
              + " identity in the token request");
    }
    return token(machine.get(), identities.getFirst(), resource);
  }

  private static boolean asked(Request request, ObjectNode identity) {
    Optional<String> client = request.query("client_id");
    Optional<String> object = request.query("object_id").or(() -> request.query("principal_id"));
    Optional<String> id = request.query("mi_res_id").or(() -> request.query("msi_res_id"));
    return client
            .map(c -> c.equalsIgnoreCase(Json.text(identity, "properties.clientId")))
            .orElse(true)
        && object
            .map(o -> o.equalsIgnoreCase(Json.text(identity, "properties.principalId")))
            .orElse(true)
        && id.map(i -> i.equalsIgnoreCase(Json.text(identity, "id"))).orElse(true);
  }

  private static Response token(Machine machine, ObjectNode identity, String resource) {
    long now = Instant.now().getEpochSecond();
    String client = Json.text(identity, "properties.clientId");
    String principal = Json.text(identity, "properties.principalId");
    ObjectNode claims =
        Json.object()
            .put("aud", resource)
            .put("iss", "https://sts.windows.net/" + Tenant.ID + "/")
            .put("iat", now)
            .put("nbf", now)
            .put("exp", now + LIFETIME_SECONDS)
            .put("appid", client)
            .put("oid", principal)
            .put("sub", principal)
            .put("tid", Tenant.ID)
            .put("xms_mirid", Json.text(identity, "id"))
            .put(
                "xms_az_rid",
                Json.text(machine.scaleSet(), "id")
                    + "/virtualMachines/"
                    + machine.instance().instanceId());
    ObjectNode body =
        Json.object()
            .put("access_token", Token.of(claims))
            .put("client_id", client)
            .put("expires_in", Integer.toString(LIFETIME_SECONDS))
            .put("expires_on", Long.toString(now + LIFETIME_SECONDS))
            .put("ext_expires_in", Integer.toString(LIFETIME_SECONDS))
            .put("not_before", Long.toString(now))
            .put("resource", resource)
            .put("token_type", "Bearer");
    return Response.json(200, body.toString());
  }

  private Response instance(Request request) {
    return machine(request.variable("machine"))
        .map(
            machine -> {
              ObjectNode body = Json.object();
              body.set("compute", compute(machine));
              ObjectNode ipv4 =
                  body.putObject("network").putArray("interface").addObject().putObject("ipv4");
              ipv4.putArray("ipAddress")
                  .addObject()
                  .put("privateIpAddress", machine.instance().privateIp())
                  .put("publicIpAddress", "");
              return Response.json(200, body.toString());
            })
        .orElseGet(() -> error(404, "not_found", "There is no such machine"));
  }

  private Response compute(Request request) {
    return machine(request.variable("machine"))
        .map(machine -> Response.json(200, compute(machine).toString()))
        .orElseGet(() -> error(404, "not_found", "There is no such machine"));
  }

  private static ObjectNode compute(Machine machine) {
    String id = Json.text(machine.scaleSet(), "id");
    String[] parts = id.split("/", -1);
    return Json.object()
        .put("name", machine.instance().name())
        .put("resourceId", id + "/virtualMachines/" + machine.instance().instanceId())
        .put("resourceGroupName", parts[4])
        .put("subscriptionId", parts[2])
        .put("location", Json.text(machine.scaleSet(), "location"))
        .put("vmScaleSetName", Json.text(machine.scaleSet(), "name"))
        .put("vmSize", Json.text(machine.scaleSet(), "sku.name"))
        .put("azEnvironment", "sandbox");
  }

  private static Response error(int status, String code, String description) {
    ObjectNode body = Json.object().put("error", code).put("error_description", description);
    return Response.json(status, body.toString());
  }
}
