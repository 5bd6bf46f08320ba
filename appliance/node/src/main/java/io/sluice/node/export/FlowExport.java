package io.sluice.node.export;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowSink;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Takes flow records from workers and brings them where the config says: the store of this machine,
 * the mailbox's lake, IPFIX collectors.
 *
 * <p>Nothing is opened, and no native library loaded, before a config wants flow records.
 */
public final class FlowExport implements AutoCloseable {
  private static final Log LOG = Log.of(FlowExport.class);

  private final ExportSettings settings;
  private final Mailbox mailbox;
  private final InetAddress source;
  private final Clock clock;
  private final ExportCounts counts = new ExportCounts();
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private volatile @Nullable FlowsConfig config;
  private @Nullable Exporter exporter;
  private @Nullable Thread exporting;
  private @Nullable Keeping keeping;
  private @Nullable Thread keeper;
  private boolean closed;

  /**
   * @param source address of this machine that IPFIX comes from; a wildcard leaves it to the system
   */
  public FlowExport(ExportSettings settings, Mailbox mailbox, InetAddress source) {
    this(settings, mailbox, source, Clock.systemUTC());
  }

  FlowExport(ExportSettings settings, Mailbox mailbox, InetAddress source, Clock clock) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.source = source;
    this.clock = clock;
  }

  /**
   * As the other, with every column.
   *
   * @param look that of the worker's meter
   */
  public FlowSink sink(int worker, FirstLook look) {
    return sink(worker, FlowColumns.all(look));
  }

  /**
   * Where a worker hands its records in. While no config wants them, they are passed over.
   *
   * @param worker its number; a worker that takes another's number comes after that one's end
   * @param columns of its rows; names, kinds and order are the same for all workers
   */
  synchronized FlowSink sink(int worker, List<Column> columns) {
    lanes.stream().filter(lane -> lane.worker() == worker).forEach(Lane::leave);
    RowRing ring = new RowRing(settings.ringRows(), settings.flushWait().toNanos());
    ring.open(config != null);
    lanes.add(new Lane(worker, ring, List.copyOf(columns), new Earlier(settings.longFlows())));
    return ring;
  }

  /**
   * Begins to bring records away; until then they wait in their rings.
   *
   * @param machine its name in records and in the lake's objects
   */
  public synchronized void start(String machine) {
    if (exporter != null || closed) {
      return;
    }
    Lake lake = new Lake(settings.state().resolve("spool"), mailbox, settings.spoolBytes(), counts);
    Keeping keep = new Keeping(settings, lake, counts, clock);
    keep.wanted(lakeWanted());
    Exporter export = new Exporter(settings, machine, source, lanes, counts, keep, clock);
    export.change(config);
    exporter = export;
    keeping = keep;
    exporting = Thread.ofPlatform().name("export").daemon().start(export::run);
    keeper = Thread.ofPlatform().name("lake").daemon().start(keep::run);
  }

  private boolean lakeWanted() {
    FlowsConfig now = config;
    return now != null && now.lake();
  }

  /** Goes on by another config, or by none; what was taken before still goes its way. */
  public synchronized void change(@Nullable FlowsConfig now) {
    config = now;
    for (Lane lane : lanes) {
      lane.ring().open(now != null);
    }
    if (exporter != null) {
      exporter.change(now);
    }
    if (keeping != null) {
      keeping.wanted(lakeWanted());
    }
  }

  /** What became of records so far. */
  public ExportTotals totals() {
    // Before the lanes: one that leaves meanwhile is then counted late, not twice
    long in = counts.goneIn.get();
    long dropped = counts.goneDropped.get();
    for (Lane lane : lanes) {
      in += lane.ring().offered();
      dropped += lane.ring().dropped();
    }
    return counts.totals(in, dropped);
  }

  /**
   * Brings away what workers have handed in, which they must not do any more. Files that cannot be
   * uploaded in {@link ExportSettings#closing} stay on disk for the next start.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long deadline = System.nanoTime() + settings.closing().toNanos();
    try {
      if (exporter != null && exporting != null && keeping != null && keeper != null) {
        exporter.finish();
        join(exporting, deadline);
        keeping.finish();
        join(keeper, deadline);
        keeper.interrupt();
        keeper.join(2_000);
        exporter.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.info("Flow export has ended", "counts", totals().named().toString());
  }

  private static void join(Thread thread, long deadline) throws InterruptedException {
    thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
  }
}
