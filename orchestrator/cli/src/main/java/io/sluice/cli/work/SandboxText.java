package io.sluice.cli.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Draws what the sandbox says of itself as it says it: values as lines, lists of things as tables.
 * So a new room in the sandbox shows here without a change.
 */
final class SandboxText {
  private SandboxText() {}

  static String of(JsonNode status, JsonNode calls) {
    StringBuilder text = new StringBuilder();
    append(text, "", status);
    append(text, "calls", calls);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = name.isEmpty() ? field.getKey() : name + " " + field.getKey();
      JsonNode value = field.getValue();
      if (value.isValueNode()) {
        text.append(path).append("  ").append(value.asText()).append('\n');
      } else if (value.isObject()) {
        append(text, path, value);
      } else if (!value.isEmpty()) {
        text.append('\n').append(path).append('\n');
        text.append(value.path(0).isObject() ? table(value) : lines(value));
      }
    }
  }

  private static String lines(JsonNode values) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text.append(value.asText()).append('\n'));
    return text.toString();
  }

  private static String table(JsonNode rows) {
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      row.properties().stream()
          .filter(field -> field.getValue().isValueNode())
          .forEach(field -> columns.add(field.getKey()));
    }
    String[] headings =
        columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toArray(String[]::new);
    Table table = new Table(headings);
    for (JsonNode row : rows) {
      List<String> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(row.path(column).asText("-")));
      table.row(cells.toArray(String[]::new));
    }
    return table.toString();
  }
}
