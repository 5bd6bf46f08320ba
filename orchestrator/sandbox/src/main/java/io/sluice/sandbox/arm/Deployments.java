package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Operations.Operation;
import io.sluice.sandbox.arm.Resources.Conditions;
import io.sluice.sandbox.arm.Resources.Written;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Template deployments into a resource group, incremental. */
final class Deployments {
  static final String TYPE = "Microsoft.Resources/deployments";

  private final Cloud cloud;
  private final Resources resources;
  private final Operations operations;

  Deployments(Cloud cloud, Resources resources, Operations operations) {
    this.cloud = cloud;
    this.resources = resources;
    this.operations = operations;
  }

  private static ResourceId id(Request request) {
    return new ResourceId(
        "/subscriptions/"
            + request.variable("subscription")
            + "/resourceGroups/"
            + request.variable("group"),
        "Microsoft.Resources",
        List.of("deployments"),
        List.of(request.variable("deployment")));
  }

  Response get(Request request) {
    ResourceId id = id(request);
    resources.requireGroup(id);
    return Answers.json(
        200,
        cloud
            .store()
            .get(id.toString())
            .orElseThrow(
                () ->
                    new ArmException(
                        404,
                        "DeploymentNotFound",
                        "Deployment '" + id.name() + "' could not be found.")));
  }

  Response head(Request request) {
    return Response.of(cloud.store().get(id(request).toString()).isPresent() ? 204 : 404);
  }

  Response delete(Request request) {
    boolean there = cloud.store().get(id(request).toString()).isPresent();
    cloud.store().remove(id(request).toString());
    if (!there) {
      return Response.of(204);
    }
    Operation done = operations.start(CompletableFuture.completedFuture(null), Optional::empty);
    return Answers.location(request, Response.of(202), id(request), "", done);
  }

  /** Says what is wrong with a template, or how it would go. */
  Response validate(Request request) {
    ResourceId id = id(request);
    resources.requireGroup(id);
    ObjectNode body = Answers.body(request);
    try {
      template(id, body).steps();
    } catch (ArmException refusal) {
      return Answers.json(400, refusal.body());
    }
    ObjectNode answer = document(id, body, "Succeeded");
    return Answers.json(200, answer);
  }

  Response put(Request request) {
    ResourceId id = id(request);
    resources.requireGroup(id);
    ObjectNode body = Answers.body(request);
    Template template = template(id, body);
    List<Template.Step> steps = template.steps();
    boolean created = cloud.store().get(id.toString()).isEmpty();
    ObjectNode document = document(id, body, "Accepted");
    cloud.store().put(document);
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.startVirtualThread(() -> run(id, template, steps, end));
    Operation operation = operations.start(end, () -> cloud.store().get(id.toString()));
    return Answers.polling(request, Answers.json(created ? 201 : 200, document), id, "", operation);
  }

  private void run(
      ResourceId id, Template template, List<Template.Step> steps, CompletableFuture<Void> end) {
    try {
      ArrayNode made = Json.array();
      for (Template.Step step : steps) {
        ResourceType type =
            Types.require(step.id().namespace(), String.join("/", step.id().types())).owner();
        Written written = resources.put(type, step.id(), step.body(), Conditions.NONE);
        Operation operation = written.operation();
        if (operation != null) {
          operation.end().join();
        }
        made.add(Json.id(step.id().toString()));
      }
      ObjectNode outputs = template.outputs();
      cloud
          .store()
          .settle(
              id.toString(),
              document -> {
                ObjectNode properties = Json.properties(document);
                properties.put("provisioningState", "Succeeded");
                properties.set("outputs", outputs);
                properties.set("outputResources", made);
              });
      end.complete(null);
    } catch (RuntimeException e) {
      ArmException cause =
          e instanceof ArmException refusal
              ? refusal
              : new ArmException(409, "OperationFailed", String.valueOf(e.getMessage()));
      ArmException failure = new ArmException(cause.status(), cause.code(), cause.text());
      cloud
          .store()
          .settle(
              id.toString(),
              document -> {
                Json.properties(document).put("provisioningState", "Failed");
                Json.properties(document).set("error", failure.error());
              });
      end.completeExceptionally(failure);
    }
  }

  /** One entry per resource that the deployment made. */
  Response operations(Request request) {
    ResourceId id = id(request);
    ObjectNode document =
        cloud
            .store()
            .get(id.toString())
            .orElseThrow(
                () ->
                    new ArmException(
                        404,
                        "DeploymentNotFound",
                        "Deployment '" + id.name() + "' could not be found."));
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    for (ObjectNode made : Json.objects(document, "properties.outputResources")) {
      ResourceId target = ResourceId.parse(Json.text(made, "id")).orElseThrow();
      String name =
          UUID.nameUUIDFromBytes(target.toString().getBytes(StandardCharsets.UTF_8)).toString();
      ObjectNode operation =
          value.addObject().put("id", id + "/operations/" + name).put("operationId", name);
      ObjectNode properties =
          operation
              .putObject("properties")
              .put("provisioningOperation", "Create")
              .put("provisioningState", "Succeeded")
              .put("statusCode", "OK");
      properties
          .putObject("targetResource")
          .put("id", target.toString())
          .put("resourceType", target.type())
          .put("resourceName", target.name());
    }
    return Answers.json(200, page);
  }

  private Template template(ResourceId id, ObjectNode body) {
    if (!(Json.at(body, "properties.template") instanceof ObjectNode template)) {
      throw ArmException.badRequest(
          "InvalidDeployment", "The request needs a template in properties.template.");
    }
    ObjectNode parameters =
        Json.at(body, "properties.parameters") instanceof ObjectNode given ? given : Json.object();
    return new Template(cloud, id.scope(), template, parameters);
  }

  private static ObjectNode document(ResourceId id, ObjectNode body, String state) {
    ObjectNode document =
        Json.object().put("id", id.toString()).put("name", id.name()).put("type", TYPE);
    ObjectNode properties = document.putObject("properties");
    properties
        .put("provisioningState", state)
        .put("mode", "Incremental")
        .put("timestamp", Instant.now().toString())
        .put("duration", "PT0S")
        .put("correlationId", UUID.randomUUID().toString());
    properties.set("parameters", Json.object());
    if (Json.at(body, "properties.parameters") instanceof ObjectNode parameters) {
      properties.set("parameters", parameters);
    }
    properties.putArray("providers");
    properties.putArray("dependencies");
    return document;
  }
}
