package io.sluice.node.export;

import io.sluice.node.flow.Column;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table {@code flows}, in DuckDB and in Parquet alike: one column for each {@link Column} by
 * its own name, and before these
 *
 * <ul>
 *   <li>{@code seq}: number of the record, rising, unique for a machine;
 *   <li>{@code told}: when the record left the flow table, in UTC;
 *   <li>{@code machine}: whose record it is;
 *   <li>{@code end_reason}: {@link io.sluice.node.flow.FlowEnd} in lower case ({@code end} alone is
 *       a word of SQL's own);
 *   <li>{@code pkts_new_ab}, {@code pkts_new_ba}, {@code bytes_new_ab}, {@code bytes_new_ba}: what
 *       the record adds to those before it of the same flow. Their sums over any records count each
 *       packet once; all other counts run from the flow's beginning.
 * </ul>
 *
 * <p>Numbers are BIGINT, also instants (nanoseconds since 1970): Spark and older engines refuse
 * Parquet's TIMESTAMP(NANOS). What is not known is NULL.
 */
final class FlowSchema {
  static final String NAME = "flows";

  private static final List<String> OWN =
      List.of(
          "seq BIGINT",
          "told TIMESTAMP",
          "machine VARCHAR",
          "end_reason VARCHAR",
          "pkts_new_ab BIGINT",
          "pkts_new_ba BIGINT",
          "bytes_new_ab BIGINT",
          "bytes_new_ba BIGINT");

  private FlowSchema() {}

  static String create(List<Column> columns) {
    return "CREATE TABLE IF NOT EXISTS %s (%s)"
        .formatted(
            NAME,
            String.join(", ", OWN)
                + columns.stream()
                    .map(column -> ", " + quoted(column) + " " + type(column))
                    .collect(Collectors.joining()));
  }

  /** Names and types as {@link #create} gives them, to know an older version's table by. */
  static List<String> shape(List<Column> columns) {
    return Stream.concat(
            OWN.stream(), columns.stream().map(column -> column.name() + " " + type(column)))
        .toList();
  }

  /** The record's hour of {@code told}, as the lake's folders have it. */
  static String folder(String date, int hour) {
    return String.format(Locale.ROOT, "lake/flows/date=%s/hour=%02d", date, hour);
  }

  private static String type(Column column) {
    return switch (column) {
      case Column.Number number -> "BIGINT";
      case Column.Text text -> "VARCHAR";
    };
  }

  private static String quoted(Column column) {
    return '"' + column.name().replace("\"", "\"\"") + '"';
  }
}
