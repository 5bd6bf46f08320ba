package io.sluice.engine.plan;

import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Ref;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the references inside records, which are the edges of the resource graph. */
final class References {
  private References() {}

  static List<Ref> in(@Nullable Object value) {
    List<Ref> refs = new ArrayList<>();
    collect(value, refs);
    return refs;
  }

  /** What a desired resource needs first: what it refers to, and what it says it comes after. */
  static Set<Key> of(Desired<?> desired) {
    Set<Key> keys = new LinkedHashSet<>(desired.after());
    for (Ref ref : in(desired.resource())) {
      if (ref instanceof Ref.Own own) {
        keys.add(own.key());
      }
    }
    keys.remove(desired.key());
    return keys;
  }

  /**
   * The id itself and every id it is nested in, nearest first, in lower case: ARM ids nest by path.
   */
  static List<String> withParents(String id) {
    List<String> ids = new ArrayList<>();
    String rest = id.toLowerCase(Locale.ROOT);
    for (int slash = rest.length(); slash > 0; slash = rest.lastIndexOf('/', slash - 1)) {
      ids.add(rest.substring(0, slash));
    }
    return ids;
  }

  private static void collect(@Nullable Object value, List<Ref> refs) {
    switch (value) {
      case null -> {}
      case Ref ref -> refs.add(ref);
      case Optional<?> optional -> collect(optional.orElse(null), refs);
      case Iterable<?> many -> many.forEach(one -> collect(one, refs));
      case Map<?, ?> map -> map.values().forEach(one -> collect(one, refs));
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            collect(accessor.invoke(record), refs);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
          }
        }
      }
      case Object other -> {}
    }
  }
}
