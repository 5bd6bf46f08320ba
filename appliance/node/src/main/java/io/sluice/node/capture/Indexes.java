package io.sluice.node.capture;

import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Indexes of segments: written as these are closed, and made anew, on a thread of its own, where
 * that failed or a crash came first. A segment without its index is searched too, only slower.
 */
final class Indexes {
  private static final long PAUSE_NANOS = 1_000_000_000;
  private static final int PAUSES_AFTER_TROUBLE = 5;

  /** So end the names of indexes that the device may not have yet. */
  static final String NEW = ".new";

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

  /** One that has seen nothing; what it has grown to it keeps. */
  SegmentIndexer take() {
    SegmentIndexer indexer = free.poll();
    return indexer == null ? new SegmentIndexer() : indexer;
  }

  void giveBack(SegmentIndexer indexer) {
    indexer.reset();
    free.add(indexer);
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
    } catch (IOException e) {
      trouble.is("an index cannot be written: " + e.getMessage());
      return false;
    } finally {
      giveBack(indexer);
    }
  }

  /** Under its name there is only ever an index that the device has. */
  private void write(SegmentIndexer indexer, Path segment) throws IOException {
    Path index = SegmentName.index(segment);
    Path fresh = index.resolveSibling(index.getFileName() + NEW);
    try {
      disk.write(indexer, fresh);
      disk.sync(fresh);
      Files.move(fresh, index, StandardCopyOption.ATOMIC_MOVE);
      disk.syncDirectory(store.directory());
    } catch (IOException e) {
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
    for (StoredSegment segment : store.segments()) {
      if (!segment.indexed() && !finishing) {
        try {
          mend(segment);
          trouble.isOver();
        } catch (NoSuchFileException e) {
          // Expired meanwhile
        } catch (IOException | RuntimeException e) {
          trouble.is("an index cannot be made: " + e.getMessage());
          return;
        }
      }
    }
  }

  private void mend(StoredSegment segment) throws IOException {
    // An index may be as large as its segment
    long room = segment.bytes();
    if (!store.reserve(room)) {
      throw new IOException("the store has no room for it");
    }
    try {
      SegmentIndexer.Rebuilt rebuilt = SegmentIndexer.rebuild(segment.path());
    } finally {
      store.release(room);
    }
  }
}
