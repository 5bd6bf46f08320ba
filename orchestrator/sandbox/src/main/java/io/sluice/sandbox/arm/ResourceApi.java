package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Operations.Operation;
import io.sluice.sandbox.arm.Resources.Conditions;
import io.sluice.sandbox.arm.Resources.Written;
import io.sluice.sandbox.arm.Types.Place;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The verbs on {@code .../providers/{namespace}/{type}/{name}...}, for every type alike. */
final class ResourceApi {
  private final Cloud cloud;
  private final Resources resources;
  private final ScaleSetApi scaleSets;
  private final int pageSize;

  ResourceApi(Cloud cloud, Resources resources, ScaleSetApi scaleSets, int pageSize) {
    this.cloud = cloud;
    this.resources = resources;
    this.scaleSets = scaleSets;
    this.pageSize = pageSize;
  }

  Response handle(Request request) {
    String path = request.path();
    Optional<ResourceId> id = ResourceId.parse(path);
    if (id.isEmpty()) {
      return collectionOrAction(request, path);
    }
    Optional<Response> special =
        scaleSets.answer(request, id.get()).or(() -> blobService(request, id.get()));
    if (special.isPresent()) {
      return special.get();
    }
    Place place = Types.require(id.get().namespace(), String.join("/", id.get().types()));
    return place.embedded().isPresent()
        ? embedded(request, id.get(), place, place.embedded().get())
        : whole(request, id.get(), place.owner());
  }

  private Response whole(Request request, ResourceId id, ResourceType type) {
    return switch (request.method()) {
      case "GET" -> Answers.json(200, view(type, resources.standing(id), request));
      case "HEAD" -> Response.of(cloud.store().get(id.toString()).isPresent() ? 204 : 404);
      case "PUT" ->
          written(
              request, type, resources.put(type, id, Answers.body(request), conditions(request)));
      case "PATCH" ->
          patched(
              request, type, resources.patch(type, id, Answers.body(request), conditions(request)));
      case "DELETE" -> deleted(request, type, id);
      default -> throw notAllowed(request);
    };
  }

  private ObjectNode view(ResourceType type, ObjectNode document, Request request) {
    ObjectNode copy = document.deepCopy();
    type.view(cloud, copy);
    boolean userData =
        request.query("$expand").map(expand -> expand.equalsIgnoreCase("userData")).orElse(false);
    if (userData && type.name().equals(ScaleSetType.NAME)) {
      Json.textIfAny(document, "properties.virtualMachineProfile.userData")
          .ifPresent(
              text ->
                  Json.child(Json.properties(copy), "virtualMachineProfile").put("userData", text));
    }
    return copy;
  }

  private Response written(Request request, ResourceType type, Written written) {
    ObjectNode document = view(type, written.document(), request);
    ResourceId id = ResourceId.parse(Json.text(document, "id")).orElseThrow();
    String region = Json.text(document, "location");
    Operation operation = written.operation();
    int made = written.created() ? 201 : 200;
    if (operation == null) {
      boolean always = type.writes() == ResourceType.Writes.ALWAYS_CREATED;
      return Answers.json(always ? 201 : made, document);
    }
    if (type.writes() == ResourceType.Writes.ACCEPTED) {
      return Answers.location(request, Response.of(202), id, region, operation);
    }
    return Answers.polling(request, Answers.json(made, document), id, region, operation);
  }

  /** Only scale sets take their time over a PATCH. */
  private Response patched(Request request, ResourceType type, Written written) {
    if (type.name().equals(ScaleSetType.NAME)) {
      return written(request, type, written);
    }
    return Answers.json(200, view(type, written.document(), request));
  }

  private Response deleted(Request request, ResourceType type, ResourceId id) {
    String region =
        cloud.store().get(id.toString()).map(found -> Json.text(found, "location")).orElse("");
    Optional<ObjectNode> standing = cloud.store().get(id.toString());
    Optional<Operation> operation = resources.delete(type, id, conditions(request));
    if (operation.isEmpty()) {
      return Response.of(204);
    }
    if (type.deletesLater()) {
      Response accepted = Answers.polling(request, Response.of(202), id, region, operation.get());
      return Answers.location(request, accepted, id, region, operation.get());
    }
    // A role assignment is answered with what it was
    return type.name().equals(RoleAssignmentType.NAME)
        ? Answers.json(200, standing.orElseThrow())
        : Response.of(200);
  }

  private Response embedded(
      Request request, ResourceId id, Place place, ResourceType.Embedded collection) {
    ResourceType type = place.owner();
    if (request.method().equals("GET")) {
      return Answers.json(200, element(request, type, id));
    }
    if (!collection.writable()) {
      throw notAllowed(request);
    }
    // One at a time: two children put at once must both end up in the document
    synchronized (resources) {
      return writeElement(request, id, type, collection);
    }
  }

  private Response writeElement(
      Request request, ResourceId id, ResourceType type, ResourceType.Embedded collection) {
    ResourceId owner = id.root();
    ObjectNode document =
        cloud
            .store()
            .get(owner.toString())
            .orElseThrow(
                () ->
                    new ArmException(
                        404,
                        "ParentResourceNotFound",
                        "Can not perform requested operation on nested resource. Parent resource '"
                            + owner.name()
                            + "' not found."));
    resources.requireGroup(id);
    Optional<ObjectNode> old = Json.named(document, "properties." + collection.name(), id.name());
    conditions(request).check(old.orElse(null));
    ArrayNode elements = Json.list(Json.properties(document), collection.name());
    if (request.method().equals("DELETE")) {
      return deleteElement(request, type, id, document, elements, old);
    }
    if (!request.method().equals("PUT")) {
      throw notAllowed(request);
    }
    ObjectNode body = Answers.body(request);
    body.put("name", old.map(found -> Json.text(found, "name")).orElse(id.name()));
    if (old.isPresent()) {
      for (int i = 0; i < elements.size(); i++) {
        if (Json.text(elements.get(i), "name").equalsIgnoreCase(id.name())) {
          elements.set(i, body);
        }
      }
    } else {
      elements.add(body);
    }
    Written written = resources.put(type, owner, document, Conditions.NONE);
    ObjectNode element = element(request, type, id);
    return Answers.polling(
        request,
        Answers.json(old.isPresent() ? 200 : 201, element),
        id,
        Json.text(document, "location"),
        Objects.requireNonNull(written.operation()));
  }

  private Response deleteElement(
      Request request,
      ResourceType type,
      ResourceId id,
      ObjectNode document,
      ArrayNode elements,
      Optional<ObjectNode> old) {
    if (old.isEmpty()) {
      return Response.of(204);
    }
    for (int i = elements.size() - 1; i >= 0; i--) {
      if (Json.text(elements.get(i), "name").equalsIgnoreCase(id.name())) {
        elements.remove(i);
      }
    }
    Written written = resources.put(type, id.root(), document, Conditions.NONE);
    Operation operation = Objects.requireNonNull(written.operation());
    Operation withoutResult = resources.emptyHanded(operation);
    String region = Json.text(document, "location");
    Response accepted = Answers.polling(request, Response.of(202), id, region, withoutResult);
    return Answers.location(request, accepted, id, region, withoutResult);
  }

  private ObjectNode element(Request request, ResourceType type, ResourceId id) {
    ObjectNode owner = view(type, resources.standing(id.root()), request);
    return Cloud.descend(owner, id).orElseThrow(() -> missingElement(id));
  }

  private static ArmException missingElement(ResourceId id) {
    return new ArmException(404, "NotFound", "Resource " + id + " not found.");
  }

  private Response collectionOrAction(Request request, String path) {
    int cut = path.toLowerCase(Locale.ROOT).lastIndexOf("/providers/");
    int slash = path.lastIndexOf('/');
    String last = path.substring(slash + 1);
    if (request.method().equals("POST")) {
      ResourceId id = ResourceId.parse(path.substring(0, slash)).orElseThrow(() -> unknown(path));
      return scaleSets.act(request, id, last).orElseThrow(() -> unknown(path));
    }
    if (!request.method().equals("GET")) {
      throw notAllowed(request);
    }
    String scope = path.substring(0, cut).replaceFirst("(?i)/resourcegroups/", "/resourceGroups/");
    String[] rest = path.substring(cut + "/providers/".length()).split("/", -1);
    if (rest.length < 2) {
      throw unknown(path);
    }
    if (rest.length == 2) {
      Place place = Types.require(rest[0], rest[1]);
      return Answers.page(request, list(request, place.owner(), scope), pageSize);
    }
    ResourceId parent = ResourceId.parse(path.substring(0, slash)).orElseThrow(() -> unknown(path));
    if (last.equalsIgnoreCase("instanceView")) {
      return scaleSets.view(parent).orElseThrow(() -> unknown(path));
    }
    Optional<List<ObjectNode>> machines = scaleSets.list(parent, last);
    if (machines.isPresent()) {
      return Answers.page(request, machines.get(), pageSize);
    }
    Place place = Types.require(parent.namespace(), String.join("/", parent.types()) + "/" + last);
    ObjectNode owner = resources.standing(parent.root());
    if (place.embedded().isPresent()) {
      ObjectNode seen = view(place.owner(), owner, request);
      return Answers.page(
          request, Json.objects(seen, "properties." + place.embedded().get().name()), pageSize);
    }
    return Answers.page(request, list(request, place.owner(), parent.toString()), pageSize);
  }

  private List<ObjectNode> list(Request request, ResourceType type, String scope) {
    ResourceId.parse(scope + "/providers/x/y/z").ifPresent(resources::requireGroup);
    return cloud.store().list(type.name()).stream()
        .filter(document -> ResourceId.within(scope, Json.text(document, "id")))
        .map(document -> view(type, document, request))
        .toList();
  }

  /** Every account has one blob service, which is not stored. */
  private Optional<Response> blobService(Request request, ResourceId id) {
    if (!id.type().equalsIgnoreCase(StorageAccountType.NAME + "/blobServices")
        || !request.method().equals("GET")) {
      return Optional.empty();
    }
    resources.standing(id.root());
    ObjectNode service =
        Json.object()
            .put("id", id.toString())
            .put("name", "default")
            .put("type", StorageAccountType.NAME + "/blobServices");
    service.putObject("properties").putObject("deleteRetentionPolicy").put("enabled", false);
    return Optional.of(Answers.json(200, service));
  }

  static Conditions conditions(Request request) {
    return new Conditions(request.header("if-match"), request.header("if-none-match"));
  }

  private static ArmException unknown(String path) {
    return new ArmException(
        404, "InvalidResourceType", "The path '" + path + "' names no resource type or action.");
  }

  private static ArmException notAllowed(Request request) {
    return new ArmException(
        405,
        "HttpMethodNotAllowed",
        "The HTTP method '" + request.method() + "' is not supported at '" + request.path() + "'.");
  }
}
