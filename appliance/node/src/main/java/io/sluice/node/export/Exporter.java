package io.sluice.node.export;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.log.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Empties the rings of all workers, on a thread of its own. */
final class Exporter {
  private static final Log LOG = Log.of(Exporter.class);

  /** Records of one ring before it is another's turn. */
  private static final int TURN = 1_024;

  private static final Duration FLUSH_PACE = Duration.ofSeconds(1);

  /** A crash loses no more, and DuckDB likes to take many at once. */
  private static final long FLUSH_ROWS = 32_768;

  private static final Duration REOPEN_PACE = Duration.ofSeconds(10);
  private static final long IDLE_NANOS = 5_000_000;

  private final ExportSettings settings;
  private final String machine;
  private final InetAddress source;
  private final List<Lane> lanes;
  private final ExportCounts counts;
  private final Keeping keeping;
  private final Clock clock;
  private volatile @Nullable FlowsConfig config;
  private volatile boolean finishing;
  private final int domain;
  private final Told told = new Told();
  private final List<IpfixSender> senders = new ArrayList<>();
  private @Nullable FlowStore store;
  private Instant reopenDue = Instant.MIN;
  private Instant flushDue = Instant.MIN;
  private Instant now = Instant.EPOCH;
  private long nowMicros;
  private String lastTrouble = "";

  Exporter(
      ExportSettings settings,
      String machine,
      InetAddress source,
      List<Lane> lanes,
      ExportCounts counts,
      Keeping keeping,
      Clock clock) {
    this.settings = settings;
    this.machine = machine;
    this.source = source;
    this.lanes = lanes;
    this.counts = counts;
    this.keeping = keeping;
    this.clock = clock;
    CRC32 name = new CRC32();
    name.update(machine.getBytes(StandardCharsets.UTF_8));
    // 0 would mean that no one domain is meant (RFC 7011 section 3.1)
    this.domain = Math.max(1, (int) (name.getValue() >>> 1));
  }

  void change(@Nullable FlowsConfig changed) {
    config = changed;
  }

  /** Empties the rings once more, and then {@link #run} returns. */
  void finish() {
    finishing = true;
  }

  void run() {
    while (true) {
      boolean last = finishing;
      int records = turn();
      if (last && records == 0) {
        flush();
        adopt(null);
        return;
      }
      if (records == 0) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  /** Takes what is there, up to a bound for each ring; returns how many records that were. */
  int turn() {
    now = clock.instant();
    nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    if (config != null && store == null && !now.isBefore(reopenDue)) {
      open();
    }
    FlowsConfig wanted = config;
    if (wanted != null) {
      adopt(wanted);
    }
    int records = 0;
    for (Lane lane : lanes) {
      boolean left = lane.hasLeft();
      int drained = lane.ring().drain((flow, end) -> record(lane, flow, end), TURN);
      if (left && drained == 0) {
        forget(lane);
      }
      records += drained;
    }
    for (IpfixSender sender : senders) {
      sender.tick(now);
    }
    if (wanted == null && records == 0) {
      adopt(null);
    }
    if (store != null && (store.unflushed() >= FLUSH_ROWS || !now.isBefore(flushDue))) {
      flushDue = now.plus(FLUSH_PACE);
      flush();
    }
    return records;
  }

  /** Keeps the senders of collectors that are still named, and their sessions with them. */
  private void adopt(@Nullable FlowsConfig wanted) {
    List<Collector> collectors = wanted == null ? List.of() : wanted.ipfix();
    if (collectors.equals(senders.stream().map(IpfixSender::collector).toList())) {
      return;
    }
    List<IpfixSender> before = new ArrayList<>(senders);
    senders.clear();
    for (Collector collector : collectors) {
      IpfixSender sender =
          before.stream()
              .filter(each -> each.collector().equals(collector))
              .findFirst()
              .orElseGet(() -> new IpfixSender(collector, source, domain, counts));
      before.remove(sender);
      senders.add(sender);
    }
    for (IpfixSender gone : before) {
      gone.send(now);
      gone.close();
    }
  }

  private void forget(Lane lane) {
    lanes.remove(lane);
    counts.goneIn.addAndGet(lane.ring().offered());
    counts.goneDropped.addAndGet(lane.ring().dropped());
  }

  private void record(Lane lane, Flow flow, FlowEnd end) {
    told.of(lane, flow, end, nowMicros);
    boolean known =
        end != FlowEnd.INTERVAL || told.newPackets(Flow.AB) + told.newPackets(Flow.BA) > 0;
    if (known) {
      for (IpfixSender sender : senders) {
        sender.record(told, now);
      }
    }
    FlowStore at = store;
    if (at == null) {
      counts.storeFailed.incrementAndGet();
      return;
    }
    try {
      at.append(told);
    } catch (SQLException e) {
      broken(at, e);
    }
  }

  private void open() {
    if (lanes.isEmpty()) {
      return;
    }
    reopenDue = now.plus(REOPEN_PACE);
    try {
      FlowStore opened =
          FlowStore.open(
              settings.state().resolve("flows.duckdb"),
              machine,
              lanes.getFirst().columns(),
              settings.memoryBytes());
      store = opened;
      keeping.store(opened);
      trouble("");
    } catch (SQLException | IOException e) {
      trouble(String.valueOf(e.getMessage()));
    }
  }

  private void flush() {
    FlowStore at = store;
    if (at == null) {
      return;
    }
    try {
      counts.written.addAndGet(at.flush());
    } catch (SQLException e) {
      broken(at, e);
    }
  }

  private void broken(FlowStore at, SQLException e) {
    counts.storeFailed.addAndGet(at.unflushed());
    trouble(String.valueOf(e.getMessage()));
    keeping.store(null);
    store = null;
    at.close();
  }

  private void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("Flow records can be stored", "state", settings.state().toString());
      } else {
        LOG.warn("Flow records cannot be stored", "reason", trouble);
      }
      lastTrouble = trouble;
    }
  }

  /** After {@link #run} and {@link Keeping} have ended. */
  void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
