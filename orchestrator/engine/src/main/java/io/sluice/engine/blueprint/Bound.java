package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;

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

  /** Where a component, or a piece of it, was written. */
  Place at(Object... steps) {
    return node.at(steps);
  }
}
