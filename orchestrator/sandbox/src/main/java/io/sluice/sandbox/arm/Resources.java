package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Operations.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The verbs, for every type: put, patch, delete. Writes are one at a time. */
final class Resources {

  /**
   * What a write did.
   *
   * @param operation null when it is done already
   */
  record Written(boolean created, ObjectNode document, @Nullable Operation operation) {}

  /** The conditional headers of a write. */
  record Conditions(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
    static final Conditions NONE = new Conditions(Optional.empty(), Optional.empty());

    void check(@Nullable ObjectNode before) {
      String etag = before == null ? "" : before.path("etag").asText();
      boolean failed =
          ifMatch.isPresent()
              && (before == null || !(ifMatch.get().equals("*") || ifMatch.get().equals(etag)));
      failed |= ifNoneMatch.isPresent() && ifNoneMatch.get().equals("*") && before != null;
      if (failed) {
        throw new ArmException(
            412, "PreconditionFailed", "The condition '" + ifMatch.orElse("*") + "' is not met.");
      }
    }
  }

  private final Cloud cloud;
  private final Operations operations;
  private final Executor afterDelay;

  /** The latest write of each resource: an older operation that ends late settles nothing. */
  private final Map<String, String> generations = new ConcurrentHashMap<>();

  /**
   * @param delay how long an operation lasts at least
   */
  Resources(Cloud cloud, Operations operations, Duration delay) {
    this.cloud = cloud;
    this.operations = operations;
    this.afterDelay = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Creates or replaces.
   *
   * @throws ArmException when the cloud would refuse it; then nothing has changed
   */
  synchronized Written put(ResourceType type, ResourceId given, ObjectNode body, Conditions when) {
    Optional<ObjectNode> standing = cloud.store().get(given.toString());
    ResourceId id =
        standing
            .flatMap(document -> ResourceId.parse(document.path("id").asText()))
            .orElse(given.spelt(type.name()));
    when.check(standing.orElse(null));
    return write(type, id, standing.orElse(null), read(type, body));
  }

  /** Merges into what stands (RFC 7396). */
  synchronized Written patch(ResourceType type, ResourceId id, ObjectNode body, Conditions when) {
    ObjectNode before = standing(id);
    when.check(before);
    ObjectNode merged = before.deepCopy();
    Json.merge(merged, body);
    if (body.has("tags")) {
      merged.set("tags", body.get("tags"));
    }
    return write(
        type, ResourceId.parse(Json.text(before, "id")).orElseThrow(), before, read(type, merged));
  }

  ObjectNode standing(ResourceId id) {
    requireGroup(id);
    return cloud.store().get(id.toString()).orElseThrow(() -> ArmException.notFound(id));
  }

  void requireGroup(ResourceId id) {
    if (!id.group().isEmpty()) {
      ObjectNode group =
          cloud.store().get(id.groupId()).orElseThrow(() -> ArmException.groupNotFound(id.group()));
      if (Json.text(group, "properties.provisioningState").equals("Deleting")) {
        throw new ArmException(
            409,
            "ResourceGroupBeingDeleted",
            "The resource group '"
                + id.group()
                + "' is in deprovisioning state and cannot perform this operation.");
      }
    }
  }

  private static ObjectNode read(ResourceType type, ObjectNode body) {
    Shape shape = type.shape();
    if (shape != null) {
      return shape.read(body, "");
    }
    ObjectNode clean = body.deepCopy();
    clean.remove(List.of("id", "name", "type", "etag", "systemData"));
    return clean;
  }

  private Written write(
      ResourceType type, ResourceId id, @Nullable ObjectNode before, ObjectNode body) {
    requireGroup(id);
    requireParent(id);
    if (before == null && !type.nameIsValid(id.name())) {
      throw type.invalidName(id.name());
    }
    if (before != null && Json.text(before, "properties.provisioningState").equals("Deleting")) {
      throw new ArmException(
          409, "AnotherOperationInProgress", "Resource " + id + " is being deleted.");
    }
    ObjectNode after = Json.object();
    after.put("id", id.toString()).put("name", id.name()).put("type", type.name());
    if (type.etagged()) {
      after.put("etag", "");
    }
    body.properties().forEach(field -> after.set(field.getKey(), field.getValue()));
    Json.properties(after);
    Change change = new Change(cloud, id, before, after);
    if (type.tracked()) {
      Locations.check(change);
    }
    nameChildren(type, id, after);
    type.check(change);
    checkReferences(change);
    checkRemovedChildren(type, change);
    try {
      type.fill(change);
    } catch (RuntimeException refused) {
      cloud.addresses().retain(id.toString(), owners(id));
      throw refused;
    }
    boolean later =
        type.writes() == ResourceType.Writes.ASYNC
            || (type.writes() == ResourceType.Writes.ACCEPTED && before == null);
    if (type.writes() != ResourceType.Writes.ALWAYS_CREATED) {
      change.properties().put("provisioningState", later ? "Updating" : "Succeeded");
    }
    decorate(type, after);
    Store.stamp(after);
    cloud.store().put(after);
    cloud.addresses().retain(id.toString(), owners(id));
    if (!later) {
      return new Written(before == null, after, null);
    }
    String generation = UUID.randomUUID().toString();
    generations.put(ResourceId.key(id.toString()), generation);
    CompletableFuture<Void> end =
        type.work(cloud, after.deepCopy())
            .thenRunAsync(() -> {}, afterDelay)
            .whenComplete((done, failure) -> settle(type, id, generation, failure));
    return new Written(
        before == null, after, operations.start(end, () -> cloud.store().get(id.toString())));
  }

  private void settle(
      ResourceType type, ResourceId id, String generation, @Nullable Throwable failure) {
    if (!generation.equals(generations.get(ResourceId.key(id.toString())))) {
      return;
    }
    cloud
        .store()
        .settle(
            id.toString(),
            document -> {
              if (!Json.text(document, "properties.provisioningState").equals("Deleting")) {
                Json.properties(document)
                    .put("provisioningState", failure == null ? "Succeeded" : "Failed");
                decorate(type, document);
              }
            });
  }

  private void requireParent(ResourceId id) {
    Optional<ResourceId> parent = id.parent();
    // Blob services have no document of their own: there is one per account, always
    if (parent.isPresent() && parent.get().type().endsWith("/blobServices")) {
      parent = parent.get().parent();
    }
    if (parent.isPresent() && cloud.find(parent.get().toString()).isEmpty()) {
      throw new ArmException(
          404,
          "ParentResourceNotFound",
          "Failed to perform 'write' on resource(s) of type '"
              + id.type()
              + "', because the parent resource '"
              + parent.get()
              + "' could not be found.");
    }
  }

  /** Ids of embedded elements, so that rules can look each other up by id. */
  static void nameChildren(ResourceType type, ResourceId id, ObjectNode after) {
    for (ResourceType.Embedded embedded : type.embedded()) {
      Set<String> seen = new HashSet<>();
      for (ObjectNode element : Json.objects(after, "properties." + embedded.name())) {
        String name = element.path("name").asText();
        if (name.isEmpty() || !seen.add(name.toLowerCase(Locale.ROOT))) {
          throw ArmException.badRequest(
              name.isEmpty() ? "InvalidRequestFormat" : "DuplicateResourceName",
              "Each of " + embedded.name() + " of " + id + " needs a name of its own.");
        }
        element.put("id", id + "/" + embedded.name() + "/" + name);
        Json.properties(element);
      }
    }
  }

  private static void decorate(ResourceType type, ObjectNode after) {
    JsonNode state = after.path("properties").path("provisioningState");
    for (ResourceType.Embedded embedded : type.embedded()) {
      for (ObjectNode element : Json.objects(after, "properties." + embedded.name())) {
        element.put("type", type.name() + "/" + embedded.name());
        if (type.etagged()) {
          element.put("etag", after.path("etag").asText());
        }
        if (!state.isMissingNode()) {
          Json.properties(element).set("provisioningState", state);
        }
      }
    }
  }

  private static void checkReferences(Change change) {
    for (String reference : Json.references(change.after())) {
      if (!reference.toLowerCase(Locale.ROOT).contains("/microsoft.compute/")
          && change.find(reference).isEmpty()) {
        throw ArmException.badRequest(
            "InvalidResourceReference",
            "Resource "
                + reference
                + " referenced by resource "
                + change.id()
                + " was not found. Please make sure that the referenced resource exists, and"
                + " that both resources are in the same region.");
      }
    }
  }

  private void checkRemovedChildren(ResourceType type, Change change) {
    for (ResourceType.Embedded embedded : type.embedded()) {
      for (ObjectNode old : change.oldElements(embedded.name())) {
        String name = Json.text(old, "name");
        if (Json.named(change.after(), "properties." + embedded.name(), name).isEmpty()) {
          refuseIfUsed(
              type,
              ResourceId.parse(change.id() + "/" + embedded.name() + "/" + name).orElseThrow());
        }
      }
    }
  }

  void refuseIfUsed(ResourceType type, ResourceId id) {
    List<String> users = cloud.referrers(id.toString());
    if (!users.isEmpty()) {
      throw type.inUse(id, users.getFirst());
    }
  }

  /**
   * Deletes.
   *
   * @return empty when there was nothing to delete; an operation that may be over already
   */
  synchronized Optional<Operation> delete(ResourceType type, ResourceId id, Conditions when) {
    requireGroup(id);
    Optional<ObjectNode> standing = cloud.store().get(id.toString());
    if (standing.isEmpty()) {
      return Optional.empty();
    }
    when.check(standing.get());
    refuseIfUsed(type, id);
    ResourceId own = ResourceId.parse(Json.text(standing.get(), "id")).orElseThrow();
    if (!type.deletesLater()) {
      remove(own);
      return Optional.of(
          operations.start(CompletableFuture.completedFuture(null), Optional::empty));
    }
    generations.remove(ResourceId.key(own.toString()));
    cloud
        .store()
        .settle(
            own.toString(),
            document -> Json.properties(document).put("provisioningState", "Deleting"));
    CompletableFuture<Void> end =
        type.removal(cloud, own)
            .thenRunAsync(() -> remove(own), afterDelay)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    cloud
                        .store()
                        .settle(
                            own.toString(),
                            document ->
                                Json.properties(document).put("provisioningState", "Failed"));
                  }
                });
    return Optional.of(operations.start(end, Optional::empty));
  }

  /** The same operation, whose Location answers nothing in the end. */
  Operation emptyHanded(Operation operation) {
    return operations.start(operation.end(), Optional::empty);
  }

  /** Takes away a document and all beneath it, asking nobody. */
  void remove(ResourceId id) {
    for (ObjectNode document : cloud.store().within(id.toString()).reversed()) {
      cloud.store().remove(document.path("id").asText());
    }
    cloud.addresses().retain(id.toString(), Set.of());
  }

  /** The ip-configurations of the stored document that hold addresses. */
  private Set<String> owners(ResourceId id) {
    Set<String> owners = new HashSet<>();
    cloud
        .store()
        .get(id.toString())
        .ifPresent(
            document -> {
              for (String collection : List.of("frontendIPConfigurations", "ipConfigurations")) {
                Json.objects(document, "properties." + collection)
                    .forEach(element -> owners.add(Json.text(element, "id")));
              }
            });
    return owners;
  }
}
