package io.sluice.node.capture;

import io.sluice.node.linux.Errno;
import io.sluice.node.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes durable what the writer has written, closes its segments, and keeps the store within its
 * bounds, on a thread of its own: what waits for a device waits here.
 */
final class Keeper {
  private static final Log LOG = Log.of(Keeper.class);

  private static final long RETRY_NANOS = 1_000_000_000;

  private final CaptureSettings settings;
  private final Disk disk;
  private final Store store;
  private final CaptureWriter writer;
  private final Indexes indexes;
  private final Kept kept;
  private final Clock clock;
  private final AtomicLong durable = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Trouble trouble = new Trouble("Packets are durable again");
  private final Trouble upkeep = new Trouble("The store is within its bounds again");
  private volatile long durableThrough;
  private volatile boolean finishing;
  private boolean loaded;
  private long retryNanos = System.nanoTime();
  private long syncNanos = System.nanoTime();

  Keeper(
      CaptureSettings settings,
      Disk disk,
      Store store,
      CaptureWriter writer,
      Indexes indexes,
      Kept kept,
      Clock clock) {
    this.settings = settings;
    this.disk = disk;
    this.store = store;
    this.writer = writer;
    this.indexes = indexes;
    this.kept = kept;
    this.clock = clock;
  }

  /** Closes what is left, and then {@link #run} returns. Only when the writer has ended. */
  void finish() {
    finishing = true;
  }

  /** Packets that a power cut does not take away. */
  long durable() {
    return durable.get();
  }

  /** The newest of these, in nanoseconds since 1970; 0 while there is none. */
  long durableThrough() {
    return durableThrough;
  }

  /** Packets that were written and may not be there. */
  long lost() {
    return lost.get();
  }

  /** Why packets are not durable as they should be; empty when they are. */
  String problem() {
    return trouble.isThere() ? trouble.reason() : upkeep.reason();
  }

  void run() {
    while (true) {
      boolean last = finishing;
      turn();
      if (last) {
        return;
      }
      long wait = syncNanos + settings.syncEvery().toNanos() - System.nanoTime();
      LockSupport.parkNanos(Math.max(1, wait));
    }
  }

  /** Does what is due. */
  void turn() {
    try {
      LiveSegment live = writer.live();
      for (LiveSegment next = writer.closed().poll(); next != null; next = writer.closed().poll()) {
        close(next);
      }
      if (live != null && System.nanoTime() - syncNanos >= settings.syncEvery().toNanos()) {
        sync(live);
      }
      if (System.nanoTime() - syncNanos >= settings.syncEvery().toNanos()) {
        syncNanos = System.nanoTime();
      }
      upkeep();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("The capture's keeper met an error", e);
      trouble.is("an error within: " + e.getMessage());
    }
  }

  private void upkeep() {
    if (!store.isWanted() || System.nanoTime() - retryNanos < 0) {
      return;
    }
    try {
      if (!loaded) {
        store.load();
        loaded = true;
      }
      tendKept();
      store.expire(clock.instant());
      upkeep.isOver();
    } catch (IOException e) {
      retryNanos = System.nanoTime() + RETRY_NANOS;
      upkeep.is("the store cannot be kept: " + e.getMessage());
    }
  }

  /** Before segments expire; what fails here must not stop the store. */
  private void tendKept() {
    try {
      kept.tend();
    } catch (IOException e) {
      kept.failed(e);
    }
  }

  /** Acknowledges what has been written so far, once it is on the device. */
  private boolean sync(LiveSegment segment) {
    LiveSegment.Mark mark = segment.written();
    LiveSegment.Mark before = segment.durable();
    if (segment.isClosed() || segment.isAbandoned() || mark.packets() == before.packets()) {
      return !segment.isAbandoned();
    }
    int result = segment.file().sync();
    String why = result < 0 ? Errno.text(-result) : nameIt(segment);
    if (!why.isEmpty()) {
      // What the device did not take once, the kernel may have forgotten: fsync(2)
      segment.abandon();
      trouble.is("a segment cannot be made durable: " + why);
      return false;
    }
    segment.durable(mark);
    durable.addAndGet(mark.packets() - before.packets());
    durableThrough = Math.max(durableThrough, mark.last());
    trouble.isOver();
    return true;
  }

  /** Without its name in the directory a file is not found after a power cut. */
  private String nameIt(LiveSegment segment) {
    if (segment.isNamed()) {
      return "";
    }
    try {
      disk.syncDirectory(store.directory());
      segment.named();
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void close(LiveSegment segment) {
    if (!sync(segment)) {
      LiveSegment.Mark safe = segment.durable();
      segment.file().truncate(safe.bytes());
      indexes.drop(segment);
      lost.addAndGet(segment.written().packets() - safe.packets());
    }
    segment.close();
    if (segment.durable().packets() == 0) {
      remove(segment.path());
      store.closed(segment.name(), segment.grant(), null);
      return;
    }
    Store.ended(segment.path(), segment.durable().last());
    boolean indexed = indexes.write(segment);
    store.closed(segment.name(), segment.grant(), stored(segment, indexed));
  }

  private static StoredSegment stored(LiveSegment segment, boolean indexed) {
    long bytes = Store.onDisk(segment.durable().bytes());
    Path index = SegmentName.index(segment.path());
    try {
      bytes += indexed ? Store.onDisk(Files.size(index)) : 0;
    } catch (IOException e) {
      LOG.warn("An index cannot be measured", "reason", e.getMessage());
    }
    return new StoredSegment(
        segment.path(),
        segment.name().first(),
        Instant.ofEpochSecond(0, segment.durable().last()),
        bytes,
        indexed);
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("An empty segment cannot be removed", "reason", e.getMessage());
    }
  }
}
