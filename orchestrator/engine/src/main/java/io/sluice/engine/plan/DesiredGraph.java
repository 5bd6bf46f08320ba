package io.sluice.engine.plan;

import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the blueprint means, as a graph. A resource needs what its record refers to, what it says it
 * comes after, and what its id lies within. Must be free of circles; a circle is a provider's bug.
 */
final class DesiredGraph {
  private final Map<Key, Desired<?>> resources = new LinkedHashMap<>();
  private final Map<Key, Set<Key>> needs = new HashMap<>();

  DesiredGraph(List<Desired<?>> desired) {
    Map<Key, Desired<?>> byKey = new LinkedHashMap<>();
    Map<String, Key> byId = new HashMap<>();
    for (Desired<?> resource : desired) {
      if (byKey.put(resource.key(), resource) != null) {
        throw new IllegalStateException("two resources are called " + resource.key());
      }
      String id = resource.kind().id(resource.logicalId(), 1);
      if (id != null) {
        byId.put(id.toLowerCase(Locale.ROOT), resource.key());
      }
    }
    for (Desired<?> resource : desired) {
      Set<Key> needed = new LinkedHashSet<>(References.of(resource));
      String id = resource.kind().id(resource.logicalId(), 1);
      for (String above : id == null ? List.<String>of() : References.withParents(id)) {
        Key parent = byId.get(above);
        if (parent != null && !parent.equals(resource.key())) {
          needed.add(parent);
        }
      }
      needs.put(resource.key(), needed);
    }
    Order.sort(byKey.keySet(), needs)
        .forEach(key -> resources.put(key, Objects.requireNonNull(byKey.get(key))));
  }

  /** All resources, each after what it needs. */
  Collection<Desired<?>> sorted() {
    return resources.values();
  }

  Set<Key> keys() {
    return resources.keySet();
  }

  @Nullable Desired<?> get(Key key) {
    return resources.get(key);
  }

  /** What a resource needs directly; keys that the blueprint does not hold may be among them. */
  Set<Key> needs(Key key) {
    return needs.getOrDefault(key, Set.of());
  }
}
