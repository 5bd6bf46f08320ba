package io.sluice.engine.resource;

import java.util.Set;

/**
 * A resource that the blueprint asks for.
 *
 * @param after what must be finished first although no reference in the record says so
 */
public record Desired<R extends Resource>(
    Kind<R> kind, String logicalId, R resource, Set<Key> after) {
  public Desired {
    after = Set.copyOf(after);
  }

  public Key key() {
    return new Key(kind.name(), logicalId);
  }
}
