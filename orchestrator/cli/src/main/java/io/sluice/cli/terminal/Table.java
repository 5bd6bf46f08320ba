package io.sluice.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, columns two spaces apart and as wide as their widest cell. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();

  /** A heading that begins with {@code >} stands over a column that is aligned to the right. */
  public Table(String... headings) {
    List<String> row = new ArrayList<>();
    for (String heading : headings) {
      right.add(heading.startsWith(">"));
      row.add(heading.startsWith(">") ? heading.substring(1) : heading);
    }
    rows.add(row);
  }

  /** Adds a row with as many cells as there are headings. */
  public Table row(String... cells) {
    if (cells.length != right.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[right.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String room = " ".repeat(widths[i] - cell.length());
        line.append(right.get(i) ? room + cell : cell + room).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
