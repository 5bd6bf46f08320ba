package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write, before it is stored.
 *
 * @param before the document that stands there now, null for a new one
 * @param after what shall stand there; rules read it, then the type fills it in
 */
record Change(Cloud cloud, ResourceId id, @Nullable ObjectNode before, ObjectNode after) {

  ObjectNode properties() {
    return Json.properties(after);
  }

  Optional<String> was(String path) {
    return before == null ? Optional.empty() : Json.textIfAny(before, path);
  }

  List<ObjectNode> elements(String collection) {
    return Json.objects(after, "properties." + collection);
  }

  List<ObjectNode> oldElements(String collection) {
    return before == null ? List.of() : Json.objects(before, "properties." + collection);
  }

  Optional<ObjectNode> oldElement(String collection, String name) {
    return before == null ? Optional.empty() : Json.named(before, "properties." + collection, name);
  }

  /** What the id stands for, in the new document or anywhere else. */
  Optional<ObjectNode> find(String reference) {
    if (ResourceId.within(id.toString(), reference)) {
      return ResourceId.parse(reference).flatMap(parsed -> Cloud.descend(after, parsed));
    }
    return cloud.find(reference);
  }

  /** Keeps a server-filled property of the old document, or takes a new one. */
  void keep(String property, Supplier<String> fresh) {
    properties().put(property, was("properties." + property).orElseGet(fresh));
  }

  /**
   * Refuses another value than the one that stands.
   *
   * @param path dotted; an absent new value means the old one
   */
  void immutable(String path, ArmException refusal) {
    Optional<String> old = was(path);
    Optional<String> now = Json.textIfAny(after, path);
    if (old.isPresent() && now.isPresent() && !old.get().equalsIgnoreCase(now.get())) {
      throw refusal;
    }
  }
}
