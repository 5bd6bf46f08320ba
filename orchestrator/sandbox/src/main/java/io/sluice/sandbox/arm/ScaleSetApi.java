package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What a scale set has beside its document: instances, instance views, actions. */
final class ScaleSetApi {
  private final Cloud cloud;
  private final Resources resources;
  private final Operations operations;

  ScaleSetApi(Cloud cloud, Resources resources, Operations operations) {
    this.cloud = cloud;
    this.resources = resources;
    this.operations = operations;
  }

  /** GET and DELETE of one instance. */
  Optional<Response> answer(Request request, ResourceId id) {
    if (!id.type().equalsIgnoreCase(ScaleSetType.NAME + "/virtualMachines")) {
      return Optional.empty();
    }
    ObjectNode scaleSet = resources.standing(id.root());
    Optional<Instance> instance = instance(scaleSet, id.name());
    if (request.method().equals("DELETE")) {
      return Optional.of(
          instance.isEmpty()
              ? Response.of(204)
              : accepted(
                  request,
                  scaleSet,
                  cloud.machines().deleteInstances(Json.text(scaleSet, "id"), List.of(id.name()))));
    }
    return Optional.of(
        Answers.json(
            200, document(scaleSet, instance.orElseThrow(() -> noInstance(id)), expands(request))));
  }

  /** The instances, and, for {@code instanceView}, nothing: that is not a list. */
  Optional<List<ObjectNode>> list(ResourceId parent, String collection) {
    if (!parent.type().equalsIgnoreCase(ScaleSetType.NAME)
        || !collection.equalsIgnoreCase("virtualMachines")) {
      return Optional.empty();
    }
    ObjectNode scaleSet = resources.standing(parent);
    return Optional.of(
        cloud.machines().instances(Json.text(scaleSet, "id")).stream()
            .map(instance -> document(scaleSet, instance, true))
            .toList());
  }

  /** GET {@code instanceView}, of the scale set or of one instance. */
  Optional<Response> view(ResourceId id) {
    if (id.type().equalsIgnoreCase(ScaleSetType.NAME)) {
      return Optional.of(Answers.json(200, summary(resources.standing(id))));
    }
    if (id.type().equalsIgnoreCase(ScaleSetType.NAME + "/virtualMachines")) {
      ObjectNode scaleSet = resources.standing(id.root());
      Instance instance = instance(scaleSet, id.name()).orElseThrow(() -> noInstance(id));
      return Optional.of(Answers.json(200, instanceView(instance)));
    }
    return Optional.empty();
  }

  /** POST of an action. */
  Optional<Response> act(Request request, ResourceId id, String action) {
    if (!id.type().equalsIgnoreCase(ScaleSetType.NAME)) {
      return Optional.empty();
    }
    ObjectNode scaleSet = resources.standing(id);
    String own = Json.text(scaleSet, "id");
    return switch (action) {
      case "delete" ->
          Optional.of(
              accepted(
                  request, scaleSet, cloud.machines().deleteInstances(own, ids(request, own))));
      case "manualupgrade" ->
          Optional.of(
              accepted(
                  request, scaleSet, cloud.machines().upgradeInstances(own, ids(request, own))));
      default -> Optional.empty();
    };
  }

  private List<String> ids(Request request, String scaleSetId) {
    List<String> ids = Json.texts(Answers.body(request), "instanceIds");
    if (ids.isEmpty()) {
      throw ArmException.badRequest(
          "InvalidParameter", "Required parameter 'instanceIds' is missing (null).");
    }
    List<String> known =
        cloud.machines().instances(scaleSetId).stream().map(Instance::instanceId).toList();
    if (ids.equals(List.of("*"))) {
      return known;
    }
    for (String id : ids) {
      if (!known.contains(id)) {
        throw ArmException.badRequest(
            "InvalidParameter",
            "The provided instanceId "
                + id
                + " is not an active Virtual Machine"
                + " Scale Set VM instanceId.");
      }
    }
    return ids;
  }

  private Response accepted(Request request, ObjectNode scaleSet, CompletableFuture<Void> work) {
    ResourceId id = ResourceId.parse(Json.text(scaleSet, "id")).orElseThrow();
    String region = Json.text(scaleSet, "location");
    Operations.Operation operation = operations.start(work, Optional::empty);
    Response response = Answers.polling(request, Response.of(202), id, region, operation);
    return Answers.location(request, response, id, region, operation);
  }

  private Optional<Instance> instance(ObjectNode scaleSet, String instanceId) {
    return cloud.machines().instances(Json.text(scaleSet, "id")).stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .findFirst();
  }

  private static ArmException noInstance(ResourceId id) {
    return new ArmException(
        404,
        "InstanceIdNotFound",
        "The instance " + id.name() + " of scale set " + id.names().getFirst() + " was not found.");
  }

  private static boolean expands(Request request) {
    return request.query("$expand").map(e -> e.equalsIgnoreCase("instanceView")).orElse(false);
  }

  private static ObjectNode document(ObjectNode scaleSet, Instance instance, boolean withView) {
    String id = Json.text(scaleSet, "id") + "/virtualMachines/" + instance.instanceId();
    ObjectNode document =
        Json.object()
            .put("id", id)
            .put("name", instance.name())
            .put("type", ScaleSetType.NAME + "/virtualMachines")
            .put("instanceId", instance.instanceId())
            .put("location", Json.text(scaleSet, "location"));
    document.set("sku", Json.at(scaleSet, "sku").deepCopy());
    if (scaleSet.has("tags")) {
      document.set("tags", scaleSet.get("tags"));
    }
    ObjectNode properties = document.putObject("properties");
    properties
        .put("latestModelApplied", instance.latestModel())
        .put("provisioningState", instance.provisioningState())
        .put("timeCreated", instance.created().toString())
        .put(
            "vmId",
            java.util.UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString());
    ArrayNode interfaces = properties.putObject("networkProfile").putArray("networkInterfaces");
    for (ObjectNode nic : ScaleSetType.interfaces(scaleSet)) {
      interfaces.add(Json.id(id + "/networkInterfaces/" + Json.text(nic, "name")));
    }
    if (withView) {
      properties.set("instanceView", instanceView(instance));
    }
    return document;
  }

  private static ObjectNode instanceView(Instance instance) {
    ObjectNode view = Json.object();
    ArrayNode statuses = view.putArray("statuses");
    status(statuses, "ProvisioningState/" + instance.provisioningState().toLowerCase(Locale.ROOT));
    status(statuses, "PowerState/" + instance.powerState());
    view.putObject("vmHealth")
        .set("status", code("HealthState/" + instance.health().toLowerCase(Locale.ROOT)));
    return view;
  }

  private static void status(ArrayNode statuses, String code) {
    statuses.add(code(code));
  }

  private static ObjectNode code(String code) {
    return Json.object()
        .put("code", code)
        .put("level", "Info")
        .put("displayStatus", code.substring(code.indexOf('/') + 1));
  }

  private ObjectNode summary(ObjectNode scaleSet) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Instance instance : cloud.machines().instances(Json.text(scaleSet, "id"))) {
      counts.merge(
          "ProvisioningState/" + instance.provisioningState().toLowerCase(Locale.ROOT),
          1,
          Integer::sum);
      counts.merge("PowerState/" + instance.powerState(), 1, Integer::sum);
    }
    ObjectNode view = Json.object();
    ArrayNode summary = view.putObject("virtualMachine").putArray("statusesSummary");
    counts.forEach((code, count) -> summary.addObject().put("code", code).put("count", count));
    String state = Json.text(scaleSet, "properties.provisioningState");
    status(view.putArray("statuses"), "ProvisioningState/" + state.toLowerCase(Locale.ROOT));
    return view;
  }
}
