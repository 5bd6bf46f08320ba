package io.sluice.node.analyze;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a flow can tell, found by name. */
final class Columns {
  private final Map<String, Column> byName = new LinkedHashMap<>();

  Columns(List<Column> all) {
    all.forEach(column -> byName.put(column.name(), column));
  }

  List<Column> all() {
    return List.copyOf(byName.values());
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** In the order that they are asked for. */
  List<Column> named(List<String> names) {
    return names.stream().map(this::column).toList();
  }

  private Column column(String name) {
    Column column = byName.get(name);
    if (column == null) {
      throw new IllegalArgumentException("There is no column `%s`".formatted(name));
    }
    return column;
  }

  /** The sum of numbers; what is not known counts as nothing. */
  ToLongFunction<Flow> sum(String... names) {
    List<Column.Number> numbers =
        Arrays.stream(names).map(name -> (Column.Number) column(name)).toList();
    return flow -> {
      long sum = 0;
      for (Column.Number number : numbers) {
        long value = number.of().applyAsLong(flow);
        sum += value == number.absent() ? 0 : value;
      }
      return sum;
    };
  }

  /** The sum over both directions where the name has them, else the one column. */
  ToLongFunction<Flow> measure(String name) {
    return has(name + "_ab") ? sum(name + "_ab", name + "_ba") : sum(name);
  }

  /** As {@link Column.Text}, or a number's digits; empty where not known. */
  String text(String name, Flow flow) {
    return switch (column(name)) {
      case Column.Text text -> text.of().apply(flow);
      case Column.Number number -> {
        long value = number.of().applyAsLong(flow);
        yield value == number.absent() ? "" : Long.toString(value);
      }
    };
  }
}
