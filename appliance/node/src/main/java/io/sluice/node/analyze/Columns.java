package io.sluice.node.analyze;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.TcpVerdicts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a flow can tell, found by name. */
final class Columns {
  /** Those that tshark knows, by the names and in the order of the truth files. */
  static final List<String> TSHARK = tshark();

  private final Map<String, Column> byName = new LinkedHashMap<>();

  Columns(List<Column> all) {
    all.forEach(column -> byName.put(column.name(), column));
  }

  private static List<String> tshark() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "stream",
                "ipv",
                "a_ip",
                "a_port",
                "b_ip",
                "b_port",
                "client",
                "first_ns",
                "last_ns"));
    both(names, "pkts", "bytes", "payload", "syn", "synack", "fin", "rst");
    names.addAll(List.of("hs_server_rtt_ns", "hs_client_rtt_ns"));
    TcpVerdicts.MEANINGS.forEach(verdict -> both(names, verdict.name()));
    return List.copyOf(names);
  }

  private static void both(List<String> names, String... stems) {
    for (String stem : stems) {
      names.add(stem + "_ab");
      names.add(stem + "_ba");
    }
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
