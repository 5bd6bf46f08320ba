package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns {@link Node}s into records by their components and {@link Setting}s. */
final class Binder {
  private final Problems problems;
  private final Scalars scalars;
  private final List<Bound> bound = new ArrayList<>();

  Binder(Problems problems, Environment environment) {
    this.problems = problems;
    this.scalars = new Scalars(problems, environment);
  }

  /** Every record that came out whole, innermost first. */
  List<Bound> bound() {
    return List.copyOf(bound);
  }

  /** The record, or null where a problem was told. */
  <R extends Record> @Nullable R bind(Node node, Class<R> type) {
    Object value = bindRecord(node, type, "");
    return value == null ? null : type.cast(value);
  }

  private @Nullable Object bindValue(Node node, Type type, Setting setting, String path) {
    if (node instanceof Node.Scalar scalar && scalar.form() == Node.Form.NOTHING) {
      problems.add(
          Problem.error("blueprint.type", "%s has no value.".formatted(Says.quote(path)))
              .at(node.place())
              .withHint("Give it a value, or take the key out."));
      return null;
    }
    if (type instanceof ParameterizedType many) {
      return many.getRawType() == Map.class
          ? bindMap(node, setting, path)
          : bindList(node, many.getActualTypeArguments()[0], setting, path);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted.isSealed()) {
      return bindChoice(node, wanted, path);
    }
    return Scalars.knows(wanted)
        ? scalars.bind(node, wanted, setting, path)
        : bindRecord(node, wanted, path);
  }

  private @Nullable Object bindList(Node node, Type element, Setting setting, String path) {
    if (!(node instanceof Node.Sequence sequence)) {
      return wrong(node, path, "a list");
    }
    List<Object> values = new ArrayList<>();
    for (Node each : sequence.elements()) {
      Object value = bindValue(each, element, setting, path + "[" + values.size() + "]");
      values.add(value == null ? "" : value);
      if (value == null) {
        bindRest(sequence, element, setting, path, values.size());
        return null;
      }
    }
    return List.copyOf(values);
  }

  /** Text by keys of the user's own. */
  private @Nullable Object bindMap(Node node, Setting setting, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrong(node, path, "a mapping");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    boolean whole = true;
    for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
      Object value =
          bindValue(entry.getValue().value(), String.class, setting, path + "." + entry.getKey());
      if (value == null) {
        whole = false;
      } else {
        values.put(entry.getKey(), value);
      }
    }
    return whole ? Collections.unmodifiableMap(values) : null;
  }

  /** The list is lost, yet its other problems are told too. */
  private void bindRest(
      Node.Sequence sequence, Type element, Setting setting, String path, int from) {
    for (int i = from; i < sequence.elements().size(); i++) {
      bindValue(sequence.elements().get(i), element, setting, path + "[" + i + "]");
    }
  }

  /** The one alternative of a sealed type whose first component's name is a key here. */
  private @Nullable Object bindChoice(Node node, Class<?> type, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrong(node, path, "a mapping");
    }
    Map<String, Class<?>> choices = choices(type);
    List<String> given = mapping.entries().keySet().stream().filter(choices::containsKey).toList();
    if (given.size() == 1) {
      return bindRecord(node, Objects.requireNonNull(choices.get(given.getFirst())), path);
    }
    boolean explained = false;
    for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
      if (given.isEmpty() && Nearest.to(entry.getKey(), choices.keySet()).isPresent()) {
        unknown(entry.getKey(), entry.getValue().place(), path, choices.keySet());
        explained = true;
      }
    }
    if (!explained) {
      problems.add(
          Problem.error(
                  "blueprint.missing-key",
                  "%s must have exactly one of the keys %s."
                      .formatted(Says.quote(path), list(choices.keySet())))
              .at(mapping.place())
              .withHint("Say by one of these keys which kind it is, and by no more than one."));
    }
    return null;
  }

  static Map<String, Class<?>> choices(Class<?> sealed) {
    Map<String, Class<?>> choices = new LinkedHashMap<>();
    for (Class<?> type : sealed.getPermittedSubclasses()) {
      choices.put(type.getRecordComponents()[0].getName(), type);
    }
    return choices;
  }

  private @Nullable Object bindRecord(Node node, Class<?> type, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      return wrong(node, path, "a mapping");
    }
    RecordComponent[] components = type.getRecordComponents();
    List<String> suggested = checkKeys(mapping, type, path);
    @Nullable Object[] values = new Object[components.length];
    boolean whole = true;
    for (int i = 0; i < components.length; i++) {
      Component component = Component.of(components[i]);
      String name = component.name();
      String inner = path.isEmpty() ? name : path + "." + name;
      Node.Entry entry = mapping.entries().get(name);
      Node value = entry == null ? component.fallback(mapping.place()) : entry.value();
      if (value != null) {
        values[i] = bindValue(value, component.type(), component.setting(), inner);
        whole &= values[i] != null;
      } else if (!component.optional()) {
        whole = false;
        if (!suggested.contains(name)) {
          missing(mapping, component, path);
        }
      }
    }
    if (!whole) {
      return null;
    }
    Record value = Component.construct(type, values);
    bound.add(new Bound(value, node, path));
    return value;
  }

  /** Tells of keys that are not this record's; returns those that were meant by them. */
  private List<String> checkKeys(Node.Mapping mapping, Class<?> type, String path) {
    List<String> known = Component.names(type);
    List<String> suggested = new ArrayList<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (known.contains(key)) {
                return;
              }
              List<String> free =
                  known.stream().filter(name -> !mapping.entries().containsKey(name)).toList();
              unknown(key, entry.place(), path, free.isEmpty() ? known : free)
                  .ifPresent(suggested::add);
            });
    return suggested;
  }

  private Optional<String> unknown(String key, Place place, String path, Collection<String> known) {
    var near = Nearest.to(key, known);
    String owner = path.isEmpty() ? "a blueprint" : Says.quote(path);
    problems.add(
        Problem.error("blueprint.unknown-key", Says.quote(key) + " is not a key of " + owner + ".")
            .at(place)
            .withHint(
                near.map(name -> "Did you mean `" + name + "`?")
                    .orElseGet(() -> "The keys here are " + list(known) + ".")));
    return near;
  }

  private void missing(Node.Mapping mapping, Component component, String path) {
    String owner = path.isEmpty() ? "The blueprint" : Says.quote(path);
    problems.add(
        Problem.error("blueprint.missing-key", owner + " needs the key `" + component.name() + "`.")
            .at(mapping.place())
            .withHint(component.setting().value()));
  }

  private @Nullable Object wrong(Node node, String path, String wanted) {
    String owner = path.isEmpty() ? "The blueprint" : Says.quote(path);
    problems.add(
        Problem.error(
                "blueprint.type",
                owner + " must be " + wanted + ", but it is " + node.spoken() + ".")
            .at(node.place())
            .withHint(
                wanted.equals("a list")
                    ? "Write `[a, b]`, or one line for each beginning with `- `."
                    : "Write its keys below it, indented, each as `key: value`."));
    return null;
  }

  private static String list(Collection<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
