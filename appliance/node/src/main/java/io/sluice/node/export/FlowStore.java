package io.sluice.node.export;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The records of this machine, in one DuckDB file. One thread appends; another makes Parquet files
 * and forgets old records: each has a connection of its own.
 *
 * <p>After a failure of {@link #append} or {@link #flush} the store must be closed; what was
 * flushed is there when it is opened again, also after a kill.
 */
final class FlowStore implements AutoCloseable {
  private static final Map<FlowEnd, String> END_NAMES = new EnumMap<>(FlowEnd.class);

  static {
    for (FlowEnd end : FlowEnd.values()) {
      END_NAMES.put(end, end.name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * A Parquet file that holds records of one hour.
   *
   * @param object its name in the mailbox
   * @param file where it waits
   */
  record LakeFile(String object, Path file, long records) {}

  private final String machine;
  private final DuckDBConnection appending;
  private final DuckDBConnection keeping;
  private final DuckDBAppender appender;
  private long seq;
  private long flushedSeq;

  private FlowStore(String machine, DuckDBConnection appending, DuckDBConnection keeping)
      throws SQLException {
    this.machine = machine;
    this.appending = appending;
    this.keeping = keeping;
    try (Statement statement = appending.createStatement()) {
      seq =
          number(
              statement,
              "SELECT greatest(coalesce((SELECT max(seq) FROM flows), 0), upto) FROM lake_mark");
    }
    flushedSeq = seq;
    appender = appending.createAppender("store", "main", FlowSchema.NAME);
  }

  /**
   * Opens the store, or makes it. A table of another version's columns is put aside for good: its
   * records are in the lake, or too old to matter.
   *
   * @param file of the database
   * @throws SQLException when that cannot be; also when the native library cannot be loaded
   */
  static FlowStore open(Path file, String machine, List<Column> columns, long memoryBytes)
      throws SQLException, IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memoryBytes + "B");
    settings.setProperty("threads", "1");
    settings.setProperty("preserve_insertion_order", "false");
    settings.setProperty("temp_directory", file + ".tmp");
    settings.setProperty("max_temp_directory_size", memoryBytes + "B");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    DuckDBConnection appending = null;
    DuckDBConnection keeping = null;
    try {
      appending = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
      attach(appending, file);
      prepare(appending, columns);
      keeping = appending.duplicate().unwrap(DuckDBConnection.class);
      use(keeping);
      return new FlowStore(machine, appending, keeping);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(keeping);
      closeQuietly(appending);
      throw e;
    } catch (LinkageError e) {
      throw new SQLException("DuckDB's library cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void attach(DuckDBConnection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // A checkpoint holds a whole group of rows in memory, and frees only whole groups
      statement.execute("ATTACH %s AS store (ROW_GROUP_SIZE 20480)".formatted(literal(file)));
    }
    use(connection);
  }

  private static void use(DuckDBConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("USE store");
    }
  }

  private static String literal(Path file) {
    return "'" + file.toString().replace("'", "''") + "'";
  }

  private static void prepare(DuckDBConnection connection, List<Column> columns)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!shape(statement).equals(FlowSchema.shape(columns))) {
        statement.execute("DROP TABLE IF EXISTS flows");
      }
      statement.execute(FlowSchema.create(columns));
      statement.execute("CREATE TABLE IF NOT EXISTS lake_mark (upto BIGINT)");
      // Numbers go on from the clock when a store is lost, so that no object is written over
      statement.execute(
          "INSERT INTO lake_mark SELECT %d WHERE NOT EXISTS (FROM lake_mark)"
              .formatted(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
    }
  }

  private static List<String> shape(Statement statement) throws SQLException {
    List<String> shape = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE database_name ="
                + " 'store' AND table_name = 'flows' ORDER BY column_index")) {
      while (rows.next()) {
        shape.add(rows.getString(1));
      }
    }
    return shape;
  }

  /** Adds a record; it is safe after the next {@link #flush}. */
  void append(Told told) throws SQLException {
    Flow flow = told.flow();
    List<Column> columns = told.columns();
    appender.beginRow();
    appender.append(++seq);
    appender.appendEpochMicros(told.micros());
    appender.append(machine);
    appender.append(END_NAMES.get(told.end()));
    appender.append(told.newPackets(Flow.AB));
    appender.append(told.newPackets(Flow.BA));
    appender.append(told.newBytes(Flow.AB));
    appender.append(told.newBytes(Flow.BA));
    for (int i = 0; i < columns.size(); i++) {
      switch (columns.get(i)) {
        case Column.Number number -> {
          long value = number.of().applyAsLong(flow);
          if (value == number.absent()) {
            appender.appendNull();
          } else {
            appender.append(value);
          }
        }
        case Column.Text text -> {
          String value = text.of().apply(flow);
          if (value.isEmpty()) {
            appender.appendNull();
          } else {
            appender.append(value);
          }
        }
      }
    }
    appender.endRow();
  }

  /**
   * Makes what was appended safe.
   *
   * @return records that are safe now and were not before
   */
  long flush() throws SQLException {
    if (seq == flushedSeq) {
      return 0;
    }
    appender.flush();
    long records = seq - flushedSeq;
    flushedSeq = seq;
    return records;
  }

  /** Records that a crash would lose. */
  long unflushed() {
    return seq - flushedSeq;
  }

  /** Records that are not in a Parquet file yet. */
  synchronized long waiting() throws SQLException {
    try (Statement statement = keeping.createStatement()) {
      return number(statement, "SELECT count(*) FROM flows, lake_mark WHERE seq > upto");
    }
  }

  /**
   * Writes all flushed records that no file holds yet, a file for each hour of {@code told}. A file
   * is whole as soon as it has its name. After a kill in between the same records come again under
   * the same names.
   *
   * @param spool directory that the files' object names are relative to
   */
  synchronized List<LakeFile> copy(Path spool) throws SQLException, IOException {
    List<LakeFile> files = new ArrayList<>();
    try (Statement statement = keeping.createStatement()) {
      long from = number(statement, "SELECT upto FROM lake_mark");
      long to = number(statement, "SELECT coalesce(max(seq), 0) FROM flows");
      if (to <= from) {
        return files;
      }
      String range = "seq > %d AND seq <= %d".formatted(from, to);
      for (Hour hour : hours(statement, range)) {
        String object =
            "%s/%s-%d.parquet"
                .formatted(FlowSchema.folder(hour.date(), hour.hour()), machine, from + 1);
        Path file = spool.resolve(object);
        Path part = spool.resolve("part.parquet");
        Files.createDirectories(file.getParent());
        statement.execute(
            "COPY (SELECT * FROM flows WHERE %s AND date_trunc('hour', told) = TIMESTAMP '%s %02d:00:00')"
                    .formatted(range, hour.date(), hour.hour())
                + " TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 40960)"
                    .formatted(literal(part)));
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        files.add(new LakeFile(object, file, hour.records()));
      }
      statement.execute("UPDATE lake_mark SET upto = " + to);
    }
    return files;
  }

  private record Hour(String date, int hour, long records) {}

  private static List<Hour> hours(Statement statement, String range) throws SQLException {
    List<Hour> hours = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            ("SELECT strftime(told, '%%Y-%%m-%%d') AS day, hour(told) AS h, count(*) FROM flows"
                    + " WHERE %s GROUP BY ALL ORDER BY day, h")
                .formatted(range))) {
      while (rows.next()) {
        hours.add(new Hour(rows.getString(1), rows.getInt(2), rows.getLong(3)));
      }
    }
    return hours;
  }

  /** Marks all that is there as not meant for the lake. */
  synchronized void skip() throws SQLException {
    try (Statement statement = keeping.createStatement()) {
      statement.execute(
          "UPDATE lake_mark SET upto = greatest(upto, (SELECT coalesce(max(seq), 0) FROM flows))");
    }
  }

  /** Records in a Parquet file. */
  synchronized long records(Path parquet) throws SQLException {
    try (Statement statement = keeping.createStatement()) {
      return number(
          statement, "SELECT num_rows FROM parquet_file_metadata(%s)".formatted(literal(parquet)));
    }
  }

  /**
   * Forgets records that are too old, and then the oldest while the store is too large.
   *
   * @return records that were forgotten before they were in a Parquet file
   */
  synchronized long prune(Instant oldest, long mostBytes) throws SQLException {
    try (Statement statement = keeping.createStatement()) {
      long lost =
          forget(
              statement,
              "told < make_timestamp(%d)"
                  .formatted(ChronoUnit.MICROS.between(Instant.EPOCH, oldest)));
      for (int tries = 0; tries < 8 && bytes(statement) > mostBytes; tries++) {
        lost +=
            forget(statement, "seq <= (SELECT min(seq) + (max(seq) - min(seq)) // 4 FROM flows)");
      }
      return lost;
    }
  }

  private static long forget(Statement statement, String which) throws SQLException {
    long unsaved =
        number(
            statement,
            "SELECT count(*) FROM flows WHERE seq > (SELECT upto FROM lake_mark) AND " + which);
    if (number(statement, "SELECT count(*) FROM flows WHERE " + which) > 0) {
      statement.execute("DELETE FROM flows WHERE " + which);
      checkpoint(statement);
    }
    return unsaved;
  }

  /** Frees what was deleted; where a flush is just being made it waits for the next time. */
  private static void checkpoint(Statement statement) throws SQLException {
    try {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("Cannot CHECKPOINT")) {
        throw e;
      }
    }
  }

  /** Bytes in use; room that deleted records left is used again before the file grows. */
  synchronized long bytes() throws SQLException {
    try (Statement statement = keeping.createStatement()) {
      return bytes(statement);
    }
  }

  private static long bytes(Statement statement) throws SQLException {
    return number(
        statement,
        "SELECT used_blocks * block_size FROM pragma_database_size()"
            + " WHERE database_name = 'store'");
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Closes without a word: what was not flushed is lost, and known to be. */
  @Override
  public synchronized void close() {
    closeQuietly(appender);
    closeQuietly(keeping);
    closeQuietly(appending);
  }

  private static void closeQuietly(@Nullable AutoCloseable what) {
    if (what != null) {
      try {
        what.close();
      } catch (Exception e) {
        // It is not used any more, and its own failure was told where it happened
      }
    }
  }
}
