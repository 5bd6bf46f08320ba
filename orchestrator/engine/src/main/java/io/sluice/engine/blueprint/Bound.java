package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import java.util.List;

/**
 * A record that was read whole, beside what it was read from.
 *
 * @param path of keys, for people; empty for the root
 */
record Bound(Record value, Node node, String path) {
  /** Whether the key was written. */
  boolean has(String key) {
    return node instanceof Node.Mapping mapping && mapping.entries().containsKey(key);
  }

  /** Whether another key was written that is one of these misspelt, which is told already. */
  boolean meant(String... keys) {
    return node instanceof Node.Mapping mapping
        && mapping.entries().keySet().stream()
            .anyMatch(
                key ->
                    !Component.names(value.getClass()).contains(key)
                        && Nearest.to(key, List.of(keys)).isPresent());
  }

  /** Where a component, or a piece of it, was written. */
  Place at(Object... steps) {
    return node.at(steps);
  }
}
