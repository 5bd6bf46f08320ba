package io.sluice.engine.plan;

import io.sluice.engine.plan.FieldChange.Effect;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.WriteOnly;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares two records component by component, so that no kind holds comparison code. Lists whose
 * elements are records with a {@code name} are matched by it; other lists are compared in order,
 * sets without. An annotation on a component holds for everything below it.
 */
final class Differ {
  private static final String NONE = "(none)";

  private final Refs refs;

  /**
   * @param refs gives the ids that desired references will have once the plan is done
   */
  Differ(Refs refs) {
    this.refs = refs;
  }

  List<FieldChange> diff(Resource wanted, Resource actual) {
    List<FieldChange> changes = new ArrayList<>();
    records("", wanted, actual, new Rule(Effect.IN_PLACE, null, null), changes);
    return changes;
  }

  /** The write-only components as one text, references resolved; null if the record has none. */
  @Nullable String writeOnly(Resource resource) {
    StringBuilder text = new StringBuilder();
    for (RecordComponent component : resource.getClass().getRecordComponents()) {
      if (component.isAnnotationPresent(WriteOnly.class)) {
        text.append(component.getName()).append('=').append(show(value(component, resource)));
        text.append('\n');
      }
    }
    return text.isEmpty() ? null : text.toString();
  }

  /** What holds for a component: inherited from the nearest annotated one above. */
  private record Rule(Effect effect, @Nullable String why, @Nullable String traffic) {
    Rule below(RecordComponent component) {
      Traffic said = component.getAnnotation(Traffic.class);
      String traffic = said == null ? this.traffic : said.value();
      Fixed fixed = component.getAnnotation(Fixed.class);
      if (fixed != null) {
        return new Rule(Effect.REFUSED, fixed.why(), traffic);
      }
      Immutable immutable = component.getAnnotation(Immutable.class);
      return immutable == null
          ? new Rule(effect, why, traffic)
          : new Rule(Effect.REPLACES, immutable.why(), traffic);
    }

    FieldChange change(String path, String before, String after) {
      return new FieldChange(path, before, after, effect, why, traffic);
    }
  }

  private void records(
      String path, Object wanted, Object actual, Rule rule, List<FieldChange> changes) {
    for (RecordComponent component : wanted.getClass().getRecordComponents()) {
      if (!component.isAnnotationPresent(WriteOnly.class)) {
        String below = path.isEmpty() ? component.getName() : path + "." + component.getName();
        values(
            below,
            value(component, wanted),
            value(component, actual),
            rule.below(component),
            changes);
      }
    }
  }

  private void values(
      String path,
      @Nullable Object wanted,
      @Nullable Object actual,
      Rule rule,
      List<FieldChange> changes) {
    Object after = unwrap(wanted);
    Object before = unwrap(actual);
    if (after instanceof Record
        && before != null
        && after.getClass() == before.getClass()
        && !(after instanceof Ref)) {
      records(path, after, before, rule, changes);
    } else if (after instanceof List<?> to && before instanceof List<?> from && named(to, from)) {
      lists(path, byName(to), byName(from), rule, changes);
    } else if (!Objects.equals(canonical(after), canonical(before))) {
      changes.add(rule.change(path, show(before), show(after)));
    }
  }

  private void lists(
      String path,
      Map<String, Object> wanted,
      Map<String, Object> actual,
      Rule rule,
      List<FieldChange> changes) {
    Set<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      values(path + "[" + name + "]", wanted.get(name), actual.get(name), rule, changes);
    }
  }

  private static boolean named(List<?> one, List<?> other) {
    return (!one.isEmpty() || !other.isEmpty())
        && one.stream().allMatch(element -> name(element) != null)
        && other.stream().allMatch(element -> name(element) != null);
  }

  private static Map<String, Object> byName(List<?> elements) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Object element : elements) {
      byName.put(Objects.requireNonNull(name(element)), element);
    }
    return byName;
  }

  private static @Nullable String name(Object element) {
    if (element instanceof Record && !(element instanceof Ref)) {
      for (RecordComponent component : element.getClass().getRecordComponents()) {
        if (component.getName().equals("name")
            && value(component, element) instanceof String text) {
          return text;
        }
      }
    }
    return null;
  }

  private static @Nullable Object unwrap(@Nullable Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
  }

  /**
   * A form in which equal means the same to the cloud: references as lower-case ids, sets without
   * order.
   */
  private @Nullable Object canonical(@Nullable Object value) {
    return switch (unwrap(value)) {
      case null -> null;
      case Ref ref -> refs.id(ref).toLowerCase(Locale.ROOT);
      case Set<?> set -> set.stream().map(this::canonicalText).sorted().toList();
      case Collection<?> list -> list.stream().map(this::canonicalText).toList();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + canonicalText(entry.getValue()))
              .sorted()
              .toList();
      case Record record -> components(record);
      case Object other -> other;
    };
  }

  private List<String> components(Record record) {
    List<String> texts = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      texts.add(component.getName() + "=" + canonicalText(value(component, record)));
    }
    return texts;
  }

  private String canonicalText(@Nullable Object value) {
    return String.valueOf(canonical(value));
  }

  private String show(@Nullable Object value) {
    return switch (unwrap(value)) {
      case null -> NONE;
      case Ref ref -> refs.id(ref);
      case Collection<?> list ->
          list.stream().map(this::show).collect(Collectors.joining(", ", "[", "]"));
      case Record record -> showRecord(record);
      case Object other -> other.toString();
    };
  }

  private String showRecord(Record record) {
    String plain = record.toString();
    List<String> parts = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object part = unwrap(value(component, record));
      if (part != null) {
        parts.add(component.getName() + ": " + show(part));
      }
    }
    boolean ownText = !plain.startsWith(record.getClass().getSimpleName() + "[");
    return ownText ? plain : "{" + String.join(", ", parts) + "}";
  }

  private static @Nullable Object value(RecordComponent component, Object record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
