package io.sluice.node.capture;

import io.sluice.node.linux.Errno;
import io.sluice.node.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings packets from all rings into segments, on a thread of its own. Waits for no device: that is
 * the keeper's, to whom it hands segments that are full.
 */
final class CaptureWriter {
  private static final Log LOG = Log.of(CaptureWriter.class);

  private static final long IDLE_NANOS = 2_000_000;

  /** Less than this is not worth a call to the system while more comes. */
  private static final long WORTHWHILE = 256 << 10;

  private static final long RETRY_NANOS = 1_000_000_000;

  /** What must be free before a disk that was full is tried again. */
  private static final long ROOM_AGAIN = 8 << 20;

  private final CaptureSettings settings;
  private final Disk disk;
  private final Store store;
  private final Indexes indexes;
  private final List<CaptureTap> taps;
  private final Gather gather = new Gather();
  private final Batch batch = new Batch();
  private final Queue<LiveSegment> closed = new ConcurrentLinkedQueue<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Trouble trouble = new Trouble("Packets are written again");
  private volatile @Nullable LiveSegment live;
  private volatile boolean rolling;
  private boolean rollingWhenIdle;
  private volatile boolean finishing;
  private volatile Thread keeper = Thread.currentThread();
  private long retryNanos;
  private boolean faultLogged;

  CaptureWriter(
      CaptureSettings settings, Disk disk, Store store, Indexes indexes, List<CaptureTap> taps) {
    this.settings = settings;
    this.disk = disk;
    this.store = store;
    this.indexes = indexes;
    this.taps = taps;
  }

  /** Who is woken when there is a segment to be closed. */
  void keeper(Thread thread) {
    keeper = thread;
  }

  /** Closes the segment, and the next one once the rings are empty: the bounds have changed. */
  void roll() {
    rolling = true;
  }

  /** Empties the rings, closes the segment, and then {@link #run} returns. */
  void finish() {
    finishing = true;
  }

  /** The segment that is being written, if there is one. */
  @Nullable LiveSegment live() {
    return live;
  }

  /** Segments that are to be made durable and closed; the keeper takes them. */
  Queue<LiveSegment> closed() {
    return closed;
  }

  /** Packets in segments so far. */
  long written() {
    return written.get();
  }

  /** Packets that could not be written. */
  long lost() {
    return lost.get();
  }

  Trouble trouble() {
    return trouble;
  }

  void run() {
    while (true) {
      boolean last = finishing;
      long bytes = safely();
      if (last && !gather.look(taps, true)) {
        handOver();
        return;
      }
      if (bytes == 0 || (bytes < WORTHWHILE && !gather.isMore())) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  /** A fault of ours costs what is in the rings, not the capture. */
  private long safely() {
    try {
      return turn();
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!faultLogged) {
        faultLogged = true;
        LOG.error("Packets could not be written as they should; further ones are only counted", e);
      }
      // Blocks may have been numbered for a segment that is given up, and indexed for it
      LiveSegment segment = live;
      if (segment != null) {
        indexes.drop(segment);
      }
      lost.addAndGet(gather.discard());
      fail("an error within", String.valueOf(e.getMessage()));
      return 0;
    }
  }

  /** Writes what there is, up to a batch; returns how many bytes that were. */
  long turn() {
    LiveSegment segment = live;
    if (segment != null && segment.isAbandoned()) {
      handOver();
    }
    boolean any = gather.look(taps, finishing);
    if (trouble.isThere() && !worthTrying()) {
      lost.addAndGet(any ? gather.discard() : 0);
      return 0;
    }
    if (live != null && isDue(live, any)) {
      handOver();
    }
    if (!gather.isMore()) {
      return 0;
    }
    LiveSegment open = live == null ? open() : live;
    return open == null ? 0 : write(open);
  }

  private boolean isDue(LiveSegment segment, boolean any) {
    if (rolling) {
      rolling = false;
      rollingWhenIdle = true;
      return true;
    }
    if (rollingWhenIdle && !any) {
      rollingWhenIdle = false;
      return true;
    }
    return segment.ageNanos() >= settings.segmentAge().toNanos();
  }

  private boolean worthTrying() {
    if (System.nanoTime() - retryNanos < 0) {
      return false;
    }
    retryNanos = System.nanoTime() + RETRY_NANOS;
    try {
      return disk.usable(store.directory()) >= ROOM_AGAIN;
    } catch (IOException e) {
      return false;
    }
  }

  private @Nullable LiveSegment open() {
    Store.Grant grant = store.takeGrant();
    if (grant == null) {
      // Not yet: the keeper makes room; packets wait in their rings
      LockSupport.unpark(keeper);
      return null;
    }
    SegmentName name = new SegmentName(store.nextSequence(), instant(gather.firstNanos()));
    Path path = store.directory().resolve(name.file());
    try {
      LiveSegment opened = new LiveSegment(name, path, disk.create(path), grant, indexes.take());
      live = opened;
      return opened;
    } catch (IOException e) {
      remove(path);
      store.giveBack(grant);
      fail("a segment cannot be created", e.getMessage());
      return null;
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("A segment cannot be removed", "reason", e.getMessage());
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private long write(LiveSegment segment) {
    LiveSegment.Mark before = segment.written();
    batch.clear();
    gather.into(batch, segment);
    if (batch.packets() > 0) {
      int result = batch.write(segment.file(), before.bytes());
      if (result < 0) {
        gather.take();
        lost.addAndGet(batch.packets());
        segment.file().truncate(before.bytes());
        indexes.drop(segment);
        fail("a segment cannot be written", Errno.text(-result));
        return 0;
      }
      gather.take();
      written.addAndGet(batch.packets());
      segment.written(
          new LiveSegment.Mark(
              before.bytes() + batch.bytes(),
              before.packets() + batch.packets(),
              gather.lastNanos()));
      trouble.isOver();
    }
    if (gather.segmentFull()) {
      handOver();
    }
    return batch.bytes();
  }

  private void fail(String what, @Nullable String why) {
    trouble.is("%s: %s".formatted(what, why));
    retryNanos = System.nanoTime() + RETRY_NANOS;
    handOver();
  }

  private void handOver() {
    LiveSegment segment = live;
    if (segment != null) {
      closed.add(segment);
      live = null;
      LockSupport.unpark(keeper);
    }
  }
}
