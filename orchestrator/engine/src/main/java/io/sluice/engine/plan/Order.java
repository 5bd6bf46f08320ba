package io.sluice.engine.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Topological order: what others need comes first; otherwise the given order is kept. */
final class Order {
  private Order() {}

  /**
   * Sorts nodes so that each comes after those it needs.
   *
   * @param needs edges from a node to what it needs; edges to unknown nodes are ignored
   * @throws IllegalStateException when nodes need each other in a circle, which is a provider's bug
   */
  static <T> List<T> sort(Collection<T> nodes, Map<T, Set<T>> needs) {
    Map<T, Boolean> finished = new LinkedHashMap<>();
    nodes.forEach(node -> finished.put(node, false));
    List<T> sorted = new ArrayList<>(nodes.size());
    for (T node : nodes) {
      visit(node, needs, finished, sorted, new ArrayList<>());
    }
    return sorted;
  }

  private static <T> void visit(
      T node, Map<T, Set<T>> needs, Map<T, Boolean> finished, List<T> sorted, List<T> path) {
    Boolean done = finished.get(node);
    if (done == null || done) {
      return;
    }
    if (path.contains(node)) {
      throw new IllegalStateException("resources need each other in a circle: " + path);
    }
    path.add(node);
    for (T needed : needs.getOrDefault(node, Set.of())) {
      visit(needed, needs, finished, sorted, path);
    }
    path.removeLast();
    finished.put(node, true);
    sorted.add(node);
  }
}
