package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Operations.Operation;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Resource groups; deleting one deletes all that is in it. */
final class Groups {
  private static final String TYPE = "Microsoft.Resources/resourceGroups";

  private final Cloud cloud;
  private final Resources resources;
  private final Operations operations;
  private final int pageSize;

  Groups(Cloud cloud, Resources resources, Operations operations, int pageSize) {
    this.cloud = cloud;
    this.resources = resources;
    this.operations = operations;
    this.pageSize = pageSize;
  }

  Response list(Request request) {
    String scope = "/subscriptions/" + request.variable("subscription");
    List<ObjectNode> groups =
        cloud.store().list(TYPE).stream()
            .filter(group -> ResourceId.within(scope, Json.text(group, "id")))
            .filter(ResourceLists.filter(request))
            .toList();
    return Answers.page(request, groups, pageSize);
  }

  Response handle(Request request) {
    String name = request.variable("group");
    String id = "/subscriptions/" + request.variable("subscription") + "/resourceGroups/" + name;
    Optional<ObjectNode> standing = cloud.store().get(id);
    return switch (request.method()) {
      case "HEAD" -> Response.of(standing.isPresent() ? 204 : 404);
      case "GET" -> Answers.json(200, standing.orElseThrow(() -> ArmException.groupNotFound(name)));
      case "PUT" -> put(id, name, standing, Answers.body(request));
      case "PATCH" ->
          patch(
              standing.orElseThrow(() -> ArmException.groupNotFound(name)), Answers.body(request));
      case "DELETE" ->
          delete(request, standing.orElseThrow(() -> ArmException.groupNotFound(name)));
      default ->
          throw new ArmException(405, "HttpMethodNotAllowed", "The method is not supported.");
    };
  }

  private Response put(String id, String name, Optional<ObjectNode> standing, ObjectNode body) {
    if (!name.matches("[-\\w._()]{0,89}[-\\w_()]")) {
      throw ArmException.badRequest(
          "InvalidResourceGroup", "The provided resource group name '" + name + "' is invalid.");
    }
    String location = Locations.normal(Json.text(body, "location"));
    if (location.isEmpty()) {
      throw ArmException.badRequest(
          "LocationRequired", "The location property is required for this definition.");
    }
    Locations.require(location, "resourceGroups");
    standing.ifPresent(
        old -> {
          if (Json.text(old, "properties.provisioningState").equals("Deleting")) {
            throw beingDeleted(name);
          }
          if (!Json.text(old, "location").equals(location)) {
            throw new ArmException(
                409,
                "InvalidResourceGroupLocation",
                "Invalid resource group location '"
                    + location
                    + "'. The Resource group already"
                    + " exists in location '"
                    + Json.text(old, "location")
                    + "'.");
          }
        });
    ObjectNode group =
        Json.object()
            .put("id", standing.map(old -> Json.text(old, "id")).orElse(id))
            .put("name", standing.map(old -> Json.text(old, "name")).orElse(name))
            .put("type", TYPE)
            .put("location", location);
    if (body.get("tags") instanceof ObjectNode tags) {
      group.set("tags", tags);
    }
    if (body.hasNonNull("managedBy")) {
      group.set("managedBy", body.get("managedBy"));
    }
    group.putObject("properties").put("provisioningState", "Succeeded");
    cloud.store().put(group);
    return Answers.json(standing.isPresent() ? 200 : 201, group);
  }

  private Response patch(ObjectNode group, ObjectNode body) {
    if (body.get("tags") instanceof ObjectNode tags) {
      group.set("tags", tags);
    }
    cloud.store().put(group);
    return Answers.json(200, group);
  }

  private Response delete(Request request, ObjectNode group) {
    String id = Json.text(group, "id");
    if (Json.text(group, "properties.provisioningState").equals("Deleting")) {
      throw beingDeleted(Json.text(group, "name"));
    }
    state(id, "Deleting");
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            empty(id);
            cloud.store().remove(id);
            end.complete(null);
          } catch (RuntimeException e) {
            state(id, "Succeeded");
            end.completeExceptionally(e);
          }
        });
    Operation operation = operations.start(end, Optional::empty);
    ResourceId scope =
        ResourceId.parse(id + "/providers/Microsoft.Resources/groups/x").orElseThrow();
    return Answers.location(
        request, Response.of(202), scope, Json.text(group, "location"), operation);
  }

  private void state(String id, String state) {
    cloud.store().settle(id, group -> Json.properties(group).put("provisioningState", state));
  }

  /** Users before what they use: machines, then what refers to others, then the rest. */
  private void empty(String id) {
    List<ObjectNode> all =
        cloud.store().within(id).stream()
            .filter(document -> ResourceId.parse(Json.text(document, "id")).isPresent())
            .sorted(Comparator.comparingInt(Groups::order))
            .toList();
    for (ObjectNode document : all) {
      for (String user : cloud.referrers(Json.text(document, "id"))) {
        if (!ResourceId.within(id, user)) {
          throw new ArmException(
              409,
              "ResourceGroupDeletionBlocked",
              "Deletion of resource group failed: "
                  + Json.text(document, "id")
                  + " is in use by "
                  + user
                  + " and cannot be deleted.");
        }
      }
    }
    for (ObjectNode document : all) {
      ResourceId own = ResourceId.parse(Json.text(document, "id")).orElseThrow();
      Types.find(Json.text(document, "type"))
          .ifPresent(place -> place.owner().removal(cloud, own).join());
      resources.remove(own);
    }
  }

  private static int order(ObjectNode document) {
    String type = Json.text(document, "type").toLowerCase(Locale.ROOT);
    return type.endsWith("/autoscalesettings")
        ? 0
        : type.endsWith("/virtualmachinescalesets") ? 1 : 2;
  }

  private static ArmException beingDeleted(String name) {
    return new ArmException(
        409,
        "ResourceGroupBeingDeleted",
        "The resource group '"
            + name
            + "' is in deprovisioning state and cannot perform this operation.");
  }
}
