package io.sluice.node.capture;

import io.sluice.node.capture.PacketRing.Count;
import io.sluice.node.linux.Niceness;
import io.sluice.node.log.Log;
import io.sluice.packet.filter.FilterException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The capture of one appliance: takes packets from workers, brings them to the store, and keeps the
 * store within its bounds.
 *
 * <p>Nothing is written, and no memory taken, before a config wants packets. A disk that fails, or
 * is full, costs packets, which are counted, and nothing else; capture mends itself when the disk
 * does.
 */
public final class Captures implements Supplier<CaptureTap>, AutoCloseable {
  private static final Log LOG = Log.of(Captures.class);

  private static final long LEAST_RING = 4L << 20;

  // Where cores are scarce, packets are received first: those in a ring can wait, others cannot.
  // The keeper, which makes the room that the writer needs next, is as nice as that
  private static final int WRITER_NICENESS = 4;
  private static final int INDEX_NICENESS = 15;

  /** One segment is filled while another is closed. */
  private static final int INDEXERS = 2;

  /** A disk that hangs must not hang the end of the process. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final List<CaptureTap> taps = new CopyOnWriteArrayList<>();
  private final long ringBytes;
  private final Store store;
  private final Indexes indexes;
  private final Kept kept;
  private final CaptureWriter writer;
  private final Keeper keeper;
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable CaptureConfig config;

  /**
   * @param workers that will each have a tap
   */
  public Captures(CaptureSettings settings, int workers) {
    this(settings, workers, Disk.LINUX, Clock.systemUTC());
  }

  Captures(CaptureSettings settings, int workers, Disk disk, Clock clock) {
    this.ringBytes = Math.max(LEAST_RING, Long.highestOneBit(settings.ringBytes() / workers));
    store = new Store(settings.state().resolve("capture"), disk, settings.segmentBytes());
    indexes = new Indexes(disk, store);
    kept = new Kept(settings.state().resolve("kept"), store, disk, settings, clock);
    writer = new CaptureWriter(settings, disk, store, indexes, taps);
    keeper = new Keeper(settings, disk, store, writer, indexes, kept, clock);
  }

  /** The next worker's tap. */
  @Override
  public synchronized CaptureTap get() {
    CaptureTap tap = new CaptureTap(new PacketRing(ringBytes));
    taps.add(tap);
    want(tap);
    return tap;
  }

  /** Goes on by another config, or by none; what was taken before still goes its way. */
  public synchronized void change(@Nullable CaptureConfig now) {
    boolean changes = config != null && !config.equals(now);
    if (config == null && now != null) {
      indexes.prepare(INDEXERS);
    }
    config = now;
    if (now != null) {
      store.bounds(now.bytes(), now.age());
    }
    taps.forEach(this::want);
    if (changes) {
      writer.roll();
    }
  }

  private void want(CaptureTap tap) {
    CaptureConfig now = config;
    if (now == null) {
      tap.wantNothing();
      return;
    }
    try {
      int slice = now.slice() == 0 ? CaptureConfig.MOST_SLICE : now.slice();
      tap.want(CaptureFilter.compile(now.filter()), slice);
    } catch (FilterException e) {
      throw new IllegalStateException("A config's filter was compiled before", e);
    }
  }

  /** Begins to write; until then packets wait in their rings. */
  public synchronized void start() {
    if (threads.isEmpty()) {
      Thread keeping = thread("capture-keep", WRITER_NICENESS, keeper::run);
      writer.keeper(keeping);
      threads.add(thread("capture", WRITER_NICENESS, writer::run));
      threads.add(keeping);
      threads.add(thread("capture-index", INDEX_NICENESS, indexes::run));
      threads.forEach(Thread::start);
    }
  }

  private static Thread thread(String name, int niceness, Runnable work) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .unstarted(
            () -> {
              Niceness.add(niceness);
              work.run();
            });
  }

  /** The directory of segments; there may be none yet. */
  public Path store() {
    return store.directory();
  }

  /** The directory of segments that were set aside; there may be none yet. */
  public Path kept() {
    return kept.directory();
  }

  /** Why packets are not captured as they should be, as a clause; empty when they are. */
  public String problem() {
    return Stream.of(
            writer.trouble().reason(), keeper.problem(), indexes.trouble().reason(), kept.problem())
        .filter(each -> !each.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The store's closed segments, the oldest first. */
  public List<StoredSegment> segments() {
    return store.segments();
  }

  /**
   * Sets aside the packets of a span of time, also those that are yet to come of it, out of reach
   * of what expires, as far as {@link CaptureSettings#keptBytes} goes.
   *
   * @param why as whoever asks for it says
   * @throws IOException when that cannot be; the message is a clause
   */
  public Keep keep(Instant around, Duration before, Duration after, String why) throws IOException {
    return kept.keep(around.minus(before), around.plus(after), why);
  }

  /** The spans that are set aside, the one asked for first at the front. */
  public List<Keep> keeps() throws IOException {
    return kept.keeps();
  }

  /** Lets go of a span that was set aside; false if there is none of this name. */
  public boolean release(String id) throws IOException {
    return kept.release(id);
  }

  /** What became of packets so far. */
  public CaptureCounts counts() {
    // Before what is taken from the rings: what is dropped or durable has been counted there
    long durable = keeper.durable();
    long through = keeper.durableThrough();
    long written = writer.written();
    long disk = writer.lost() + keeper.lost();
    List<StoredSegment> segments = store.segments();
    LiveSegment live = writer.live();
    long growing = live == null ? 0 : Store.onDisk(live.written().bytes());
    Instant oldest = segments.isEmpty() ? null : segments.getFirst().first();
    return new CaptureCounts(
        counted(Count.PACKETS),
        counted(Count.BYTES),
        counted(Count.UNWANTED),
        counted(Count.FULL),
        disk,
        written,
        durable,
        through == 0 ? null : Instant.ofEpochSecond(0, through),
        segments.size() + (live == null ? 0 : 1),
        segments.stream().mapToLong(StoredSegment::bytes).sum() + growing,
        oldest == null && live != null ? live.name().first() : oldest,
        store.expired(),
        segments.stream().filter(each -> !each.indexed()).count(),
        kept.segments(),
        kept.bytes());
  }

  private long counted(Count what) {
    return taps.stream().mapToLong(tap -> tap.ring().counted(what)).sum();
  }

  /** Brings what is left in the rings to disk. Only when the workers have ended. */
  @Override
  public synchronized void close() {
    try {
      if (!threads.isEmpty()) {
        writer.finish();
        threads.get(0).join(CLOSING);
        indexes.finish();
        keeper.finish();
        threads.forEach(LockSupport::unpark);
        threads.get(1).join(CLOSING);
        LOG.info("Capture has ended", "counts", counts().named().toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
