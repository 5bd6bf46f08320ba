package io.sluice.engine.resource;

import java.util.List;
import java.util.Set;

/**
 * What one list call (all its pages) says about a kind.
 *
 * @param owned everything that carries our ownership
 * @param foreign ids of the rest that a name of ours could collide with
 */
public record Discovery<R extends Resource>(List<Found<R>> owned, Set<String> foreign) {
  public Discovery {
    owned = List.copyOf(owned);
    foreign = Set.copyOf(foreign);
  }
}
