package io.sluice.engine.plan;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything of ours that the cloud has, found by one list call per kind. */
public final class Inventory {
  private final Map<Key, List<Found<?>>> owned = new LinkedHashMap<>();
  private final Map<String, Set<String>> foreign = new LinkedHashMap<>();

  /** Files what a kind discovered. */
  void add(Kind<?> kind, Discovery<?> discovery) {
    for (Found<?> found : discovery.owned()) {
      owned.computeIfAbsent(found.key(), key -> new java.util.ArrayList<>()).add(found);
    }
    owned.values().forEach(list -> list.sort(Comparator.comparing(Found<?>::revision).reversed()));
    foreign.put(
        kind.name(),
        discovery.foreign().stream()
            .map(id -> id.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(HashSet::new)));
  }

  /** All revisions of a resource, the newest first. */
  public List<Found<?>> of(Key key) {
    return List.copyOf(owned.getOrDefault(key, List.of()));
  }

  public Set<Key> keys() {
    return owned.keySet();
  }

  public List<Found<?>> all() {
    return owned.values().stream().<Found<?>>flatMap(Collection::stream).toList();
  }

  /** True where somebody else's resource of that kind holds the id. */
  public boolean foreign(Kind<?> kind, String id) {
    return foreign.getOrDefault(kind.name(), Set.of()).contains(id.toLowerCase(Locale.ROOT));
  }
}
