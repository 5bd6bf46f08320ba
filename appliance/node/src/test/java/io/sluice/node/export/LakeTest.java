package io.sluice.node.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.look.FirstLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of stored records: each turn is called by hand. */
class LakeTest {
  private static final long BEFORE_SIX = Traffic.START / 1_000 + 1_000;
  private static final long HOUR = 3_600_000_000L;

  @TempDir Path state;
  private final FakeMailbox mailbox = new FakeMailbox();
  private final ExportCounts counts = new ExportCounts();

  private FlowStore open() throws SQLException, IOException {
    return FlowStore.open(
        state.resolve("flows.duckdb"), "vm-1", FlowColumns.all(new FirstLook()), 160 << 20);
  }

  private Keeping keeping(long spoolBytes, long storeBytes) {
    ExportSettings d = ExportSettings.defaults(state);
    ExportSettings settings =
        new ExportSettings(
            state,
            d.ringRows(),
            d.flushWait(),
            d.longFlows(),
            d.lakeEvery(),
            d.lakeRows(),
            spoolBytes,
            Duration.ofDays(36_500),
            storeBytes,
            d.memoryBytes(),
            d.closing());
    Lake lake = new Lake(state.resolve("spool"), mailbox, spoolBytes, counts);
    Keeping keeping = new Keeping(settings, lake, counts, Clock.systemUTC());
    keeping.wanted(true);
    return keeping;
  }

  private Keeping keeping() {
    return keeping(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Stores the records of so many UDP flows, one packet of 142 bytes each. */
  private static void store(FlowStore store, int flows, long toldMicros) throws SQLException {
    Lane lane =
        new Lane(0, new RowRing(2, 0), FlowColumns.all(new FirstLook()), new Earlier(1_000));
    Told told = new Told();
    try (Traffic traffic =
        new Traffic(
            (flow, end) -> {
              try {
                store.append(told.of(lane, flow, end, toldMicros));
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            })) {
      for (int flow = 0; flow < flows; flow++) {
        traffic.udp(flow, 100);
      }
      traffic.flush();
    }
    store.flush();
  }

  private List<Path> files() throws IOException {
    Path spool = state.resolve("spool");
    if (!Files.exists(spool)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(spool)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Asks all that is in the mailbox, as any reader of Parquet would. */
  private String ask(String query) throws SQLException, IOException {
    Path copy = Files.createTempDirectory(state, "lake");
    for (var object : mailbox.objects.entrySet()) {
      Path file = copy.resolve(object.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, object.getValue());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                query.formatted("read_parquet('%s/lake/**/*.parquet')".formatted(copy)))) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void recordsLeaveByTheHourInWhichTheyWereToldAndNothingStaysToBeSentAgain() throws Exception {
    try (FlowStore store = open()) {
      store(store, 30, BEFORE_SIX);
      store(store, 12, BEFORE_SIX + HOUR);
      keeping().turn(store, true);
      keeping().turn(store, true);
    }

    assertThat(mailbox.objects.keySet())
        .hasSize(2)
        .anySatisfy(
            name ->
                assertThat(name)
                    .matches("lake/flows/date=2026-11-22/hour=05/vm-1-[0-9]+\\.parquet"))
        .anySatisfy(name -> assertThat(name).contains("/hour=06/"));
    assertThat(files()).isEmpty();
    assertThat(ask("SELECT count(*) FROM %s WHERE date = '2026-11-22' AND hour = '05'"))
        .isEqualTo("30");
    assertThat(ask("SELECT sum(pkts_new_ab) || ' ' || sum(bytes_ab) FROM %s"))
        .isEqualTo("42 " + 42 * 142);
    assertThat(counts.uploadedRecords.get()).isEqualTo(42);
    assertThat(counts.filesWaiting.get()).isZero();
  }

  @Test
  void aColumnHasItsNameItsTypeAndNullForWhatIsNotKnown() throws Exception {
    try (FlowStore store = open()) {
      store(store, 1, BEFORE_SIX);
      keeping().turn(store, true);
    }

    assertThat(ask("SELECT a_ip || ' ' || a_port || ' ' || b_ip || ' ' || protocol FROM %s"))
        .isEqualTo("10.0.0.0 4000 10.99.0.1 17");
    assertThat(ask("SELECT first_ns FROM %s")).isEqualTo(String.valueOf(Traffic.START));
    assertThat(ask("SELECT told || ' ' || machine || ' ' || end_reason FROM %s"))
        .isEqualTo("2026-11-22 05:59:58.001 vm-1 flushed");
    assertThat(ask("SELECT coalesce(vlan, vni, hs_server_rtt_ns)::VARCHAR IS NULL FROM %s"))
        .isEqualTo("true");
  }

  @Test
  void whileTheStoreIsAwayFilesWaitAndThenAllOfThemGo() throws Exception {
    mailbox.away = true;
    try (FlowStore store = open()) {
      Keeping keeping = keeping();
      store(store, 10, BEFORE_SIX);
      keeping.turn(store, true);
      store(store, 20, BEFORE_SIX);
      keeping.turn(store, true);
      assertThat(files()).hasSize(2);
      keeping.turn(store, true);
      assertThat(counts.filesWaiting.get()).isEqualTo(2);
      assertThat(counts.uploadFailures.get()).isEqualTo(3);
      assertThat(Set.copyOf(mailbox.refused)).as("each has its turn").hasSize(2);

      mailbox.away = false;
      keeping.turn(store, true);
    }

    assertThat(ask("SELECT count(*) FROM %s")).isEqualTo("30");
    assertThat(files()).isEmpty();
  }

  @Test
  void whileTheStoreIsAwayTheOldestFilesGiveWayAndTheirRecordsAreCounted() throws Exception {
    mailbox.away = true;
    try (FlowStore store = open()) {
      Keeping measured = keeping();
      store(store, 10, BEFORE_SIX);
      measured.turn(store, true);
      long one = Files.size(files().getFirst());

      Keeping keeping = keeping(2 * one + one / 2, Long.MAX_VALUE);
      for (int i = 0; i < 4; i++) {
        store(store, 10, BEFORE_SIX);
        keeping.turn(store, true);
      }
      assertThat(files()).hasSize(2);
      mailbox.away = false;
      keeping.turn(store, true);
    }

    assertThat(counts.lakeLost.get()).isEqualTo(30);
    assertThat(ask("SELECT count(*) FROM %s")).isEqualTo("20");
  }

  @Test
  void afterAKillBetweenFileAndUploadTheNextStartUploadsIt() throws Exception {
    mailbox.away = true;
    try (FlowStore store = open()) {
      store(store, 25, BEFORE_SIX);
      keeping().turn(store, true);
    }
    mailbox.away = false;
    try (FlowStore store = open()) {
      keeping().turn(store, false);
    }

    assertThat(ask("SELECT count(*) FROM %s")).isEqualTo("25");
    assertThat(counts.uploadedRecords.get()).isEqualTo(25);
  }

  @Test
  void afterAKillBetweenFileAndItsMarkNoRecordComesTwice() throws Exception {
    Path spool = state.resolve("spool");
    try (FlowStore store = open()) {
      store(store, 25, BEFORE_SIX);
      store.copy(spool);
    }
    undoMark();
    try (FlowStore store = open()) {
      store(store, 5, BEFORE_SIX);
      keeping().turn(store, true);
    }

    assertThat(mailbox.objects).hasSize(1);
    assertThat(ask("SELECT count(*) FROM %s")).isEqualTo("30");
  }

  /** What a kill just before the mark leaves. */
  private void undoMark() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + state.resolve("flows.duckdb"));
        var statement = connection.createStatement()) {
      statement.execute("UPDATE lake_mark SET upto = (SELECT min(seq) - 1 FROM flows)");
    }
  }

  @Test
  void aFileThatAKillLeftHalfWrittenIsNeverUploaded() throws Exception {
    Files.createDirectories(state.resolve("spool"));
    Files.writeString(state.resolve("spool/part.parquet"), "PAR1 and then the power went");
    try (FlowStore store = open()) {
      store(store, 3, BEFORE_SIX);
      keeping().turn(store, true);
    }

    assertThat(mailbox.objects).hasSize(1);
    assertThat(ask("SELECT count(*) FROM %s")).isEqualTo("3");
  }

  @Test
  void aStoreOfAnotherVersionsColumnsIsMadeAnewAndNumbersGoOn() throws Exception {
    try (FlowStore store = open()) {
      store(store, 3, BEFORE_SIX);
      keeping().turn(store, true);
    }
    try (FlowStore other =
        FlowStore.open(state.resolve("flows.duckdb"), "vm-1", FlowColumns.core(), 160 << 20)) {
      store(other, 0, BEFORE_SIX);
    }
    try (FlowStore store = open()) {
      store(store, 4, BEFORE_SIX);
      keeping().turn(store, true);
    }

    assertThat(mailbox.objects).hasSize(2);
    assertThat(ask("SELECT count(DISTINCT seq) FROM %s")).isEqualTo("7");
  }

  @Test
  void theStoreForgetsWhatIsOldAndKeepsWithinItsBound() throws Exception {
    try (FlowStore store = open()) {
      for (int i = 0; i < 8; i++) {
        store(store, 20_000, BEFORE_SIX + i * HOUR);
      }
      assertThat(store.prune(at(BEFORE_SIX + HOUR / 2), Long.MAX_VALUE)).isEqualTo(20_000);
      assertThat(store.waiting()).isEqualTo(140_000);

      long bound = store.bytes() / 2;
      store.prune(Instant.EPOCH, bound);
      assertThat(store.bytes()).isLessThanOrEqualTo(bound);
      assertThat(store.waiting()).isPositive();
    }
  }

  private static Instant at(long micros) {
    return Instant.ofEpochSecond(0, micros * 1_000);
  }
}
