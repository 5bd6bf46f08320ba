package io.sluice.sandbox.aws.ec2;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What resources of a kind can be filtered by.
 *
 * @param <T> the resources
 */
final class Fields<T extends Listed> {
  /** What a resource has of a field; null where it has nothing. */
  @FunctionalInterface
  interface Value<T> {
    @Nullable Object of(T resource);
  }

  private final Map<String, Function<T, List<String>>> byName = new LinkedHashMap<>();
  private boolean tagged;

  /**
   * A filter on one value.
   *
   * @param value compared as text; null matches nothing
   */
  Fields<T> one(String name, Value<T> value) {
    byName.put(name, resource -> text(value.of(resource)));
    return this;
  }

  private static List<String> text(@Nullable Object value) {
    return value == null ? List.of() : List.of(value.toString());
  }

  /** A filter on several values, of which one must match. */
  Fields<T> any(String name, Function<T, ? extends Collection<String>> values) {
    byName.put(name, resource -> List.copyOf(values.apply(resource)));
    return this;
  }

  /** With {@code tag:<key>}, {@code tag-key} and {@code tag-value}. */
  Fields<T> tags() {
    tagged = true;
    any("tag-key", resource -> resource.tags().keySet());
    any("tag-value", resource -> resource.tags().values());
    return this;
  }

  Optional<Function<T, List<String>>> field(String name) {
    if (tagged && name.startsWith("tag:")) {
      String key = name.substring("tag:".length());
      return Optional.of(resource -> text(resource.tags().get(key)));
    }
    return Optional.ofNullable(byName.get(name));
  }
}
