package io.sluice.node.capture;

import io.sluice.node.log.Log;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Indexes of segments: written as these are closed, and made anew, on a thread of its own, where
 * that failed or a crash came first. A segment without its index is searched too, only slower.
 */
final class Indexes {
  private static final Log LOG = Log.of(Indexes.class);

  private static final long PAUSE_NANOS = 1_000_000_000;
  private static final int PAUSES_AFTER_TROUBLE = 5;

  private final Disk disk;
  private final Store store;
  private final Queue<SegmentIndexer> free = new ConcurrentLinkedQueue<>();
  private final Trouble trouble = new Trouble("Segments have their indexes again");
  private volatile boolean finishing;

  Indexes(Disk disk, Store store) {
    this.disk = disk;
    this.store = store;
  }

  Trouble trouble() {
    return trouble;
  }

  /** Has so many for {@link #take} at the least, whose memory then is not asked for in traffic. */
  void prepare(int count) {
    for (int i = free.size(); i < count; i++) {
      free.add(new SegmentIndexer());
    }
  }

  /** One that has seen nothing; what it has grown to it keeps. */
  SegmentIndexer take() {
    SegmentIndexer indexer = free.poll();
    return indexer == null ? new SegmentIndexer() : indexer;
  }

  void giveBack(SegmentIndexer indexer) {
    indexer.reset();
    free.add(indexer);
  }

  /** A segment's index is of no use: it has seen what is not there. */
  void drop(LiveSegment segment) {
    SegmentIndexer indexer = segment.takeIndexer();
    if (indexer != null) {
      giveBack(indexer);
    }
  }

  /** The index of a segment that is durable; whether it is written. */
  boolean write(LiveSegment segment) {
    SegmentIndexer indexer = segment.takeIndexer();
    if (indexer == null) {
      return false;
    }
    try {
      write(indexer, segment.path());
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      trouble.is("an index cannot be written: " + e.getMessage());
      return false;
    } finally {
      giveBack(indexer);
    }
  }

  /** Under its name there is only ever an index that the device has. */
  private void write(SegmentIndexer indexer, Path segment) throws IOException {
    Path index = SegmentName.index(segment);
    Path fresh = index.resolveSibling(index.getFileName() + SegmentName.FRESH);
    try {
      disk.write(indexer, fresh);
      disk.sync(fresh);
      Files.move(fresh, index, StandardCopyOption.ATOMIC_MOVE);
      disk.syncDirectory(store.directory());
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  /** Lets {@link #run} return. */
  void finish() {
    finishing = true;
  }

  void run() {
    int wait = 0;
    while (!finishing) {
      if (wait-- <= 0) {
        mendAll();
        wait = trouble.isThere() ? PAUSES_AFTER_TROUBLE : 0;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Makes the indexes that are missing. */
  void mendAll() {
    boolean all = true;
    for (StoredSegment segment : store.segments()) {
      if (!segment.indexed() && !finishing) {
        try {
          mend(segment);
        } catch (NoSuchFileException e) {
          // Expired meanwhile
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          // One that cannot be read must not keep the others from having theirs
          trouble.is("an index cannot be made: " + e.getMessage());
          all = false;
        }
      }
    }
    if (all) {
      trouble.isOver();
    }
  }

  private void mend(StoredSegment segment) throws IOException {
    // An index may be as large as its segment
    long room = segment.bytes();
    if (!store.reserve(room)) {
      throw new IOException("the store has no room for it");
    }
    SegmentIndexer indexer = take();
    try {
      SegmentIndexer.Whole whole = indexer.rebuild(segment.path());
      if (whole.packets() == 0) {
        Files.deleteIfExists(segment.path());
      } else {
        cut(segment.path(), whole.end());
        Store.ended(segment.path(), whole.last());
        write(indexer, segment.path());
      }
      store.refresh(segment);
    } finally {
      store.release(room);
      giveBack(indexer);
    }
  }

  /** What a crash has left behind the last whole block. */
  private void cut(Path segment, long end) throws IOException {
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      if (file.size() > end) {
        LOG.info(
            "A segment that was not closed is cut to its last whole packet",
            "segment",
            segment.getFileName().toString(),
            "bytes",
            file.size() - end);
        file.truncate(end);
        file.force(true);
      }
    }
  }
}
