package io.sluice.sandbox.aws.ec2;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The resources of one kind in a region, in the order they came to be. */
final class Table<T extends Resource> {
  private final Kind kind;
  private final Map<String, Resource> everything;
  private final Map<String, T> byId = new LinkedHashMap<>();

  /**
   * @param everything the region's resources of all kinds, kept up to date from here
   */
  Table(Kind kind, Map<String, Resource> everything) {
    this.kind = kind;
    this.everything = everything;
  }

  Kind kind() {
    return kind;
  }

  T add(T resource) {
    byId.put(resource.id(), resource);
    everything.put(resource.id(), resource);
    return resource;
  }

  void remove(T resource) {
    byId.remove(resource.id());
    everything.remove(resource.id());
  }

  Optional<T> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The resource of this id.
   *
   * @throws io.sluice.sandbox.aws.wire.AwsException {@code .Malformed} or {@code .NotFound}
   */
  T get(String id) {
    T found = byId.get(id);
    if (found == null) {
      kind.check(id);
      throw kind.notFound(id);
    }
    return found;
  }

  /** A live view. */
  Collection<T> all() {
    return byId.values();
  }

  int size() {
    return byId.size();
  }
}
