package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problems;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One key that a record understands. */
record Component(String name, Type type, Setting setting, boolean optional) {

  static Component of(RecordComponent component) {
    return new Component(
        component.getName(),
        component.getGenericType(),
        Objects.requireNonNull(
            component.getAnnotation(Setting.class), "every key says what it is for"),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  static List<Component> all(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Component::of).toList();
  }

  static List<String> names(Class<?> type) {
    return all(type).stream().map(Component::name).toList();
  }

  /** What stands in where the key is absent, as if it were written at {@code place}, or null. */
  @Nullable Node fallback(Place place) {
    if (setting.fallback().isEmpty()) {
      return null;
    }
    return moved(
        YamlTree.read(new SourceText("fallback", setting.fallback()), new Problems()), place);
  }

  private static Node moved(Node node, Place place) {
    return switch (node) {
      case Node.Scalar scalar -> new Node.Scalar(place, scalar.form(), scalar.text());
      case Node.Sequence sequence ->
          new Node.Sequence(
              place, sequence.elements().stream().map(each -> moved(each, place)).toList());
      case Node.Mapping mapping -> {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping
            .entries()
            .forEach(
                (key, entry) ->
                    entries.put(key, new Node.Entry(place, moved(entry.value(), place))));
        yield new Node.Mapping(place, entries);
      }
    };
  }

  static Record construct(Class<?> type, @Nullable Object[] values) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      return (Record) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the records of a blueprint only hold values", e);
    }
  }
}
