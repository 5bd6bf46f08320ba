package io.sluice.node.capture;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The directory of segments and its bounds. What a segment may come to is set aside before its
 * first byte is written, its index included: so the bound is never exceeded. Safe for use by
 * several threads.
 */
final class Store {
  private static final Log LOG = Log.of(Store.class);

  /** A small store is of so many segments, lest one that expires is a large part of it. */
  private static final int LEAST_SEGMENTS = 32;

  /** What a file takes, in multiples of this. */
  private static final long PAGE = 4_096;

  /** What directories, and the file system's own books, may take. */
  private static final long SPARE = 1 << 20;

  /**
   * Room that is set aside.
   *
   * @param segment most bytes of the pcapng file
   * @param all with the index, which may be as large where each packet is from somebody else
   */
  record Grant(long segment, long all) {}

  private final Path directory;
  private final Disk disk;
  private final long segmentBytes;
  private final TreeMap<Long, StoredSegment> segments = new TreeMap<>();
  private final AtomicReference<@Nullable Grant> ready = new AtomicReference<>();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private long used;
  private long granted;
  private long bound;
  private Duration age = CaptureConfig.MOST_AGE;

  /**
   * @param segmentBytes of a segment at most; fewer in a small store
   */
  Store(Path directory, Disk disk, long segmentBytes) {
    this.directory = directory;
    this.disk = disk;
    this.segmentBytes = segmentBytes;
  }

  Path directory() {
    return directory;
  }

  /** Learns what is there; removes what is not whole and means nothing. */
  synchronized void load() throws IOException {
    makePrivate(directory, disk);
    segments.clear();
    used = 0;
    List<Path> indexes = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        SegmentName name = SegmentName.of(file);
        if (name != null) {
          put(name, stored(file, name));
          sequence.accumulateAndGet(name.sequence() + 1, Math::max);
        } else if (SegmentName.isUnfinished(file)) {
          Files.deleteIfExists(file);
        } else if (file.toString().endsWith(SegmentName.INDEX)) {
          indexes.add(file);
        }
      }
    }
    for (Path index : indexes) {
      SegmentName of = SegmentName.of(SegmentName.ofIndex(index));
      if (of != null && !segments.containsKey(of.sequence())) {
        Files.deleteIfExists(index);
      }
    }
    disk.syncDirectory(directory);
  }

  /**
   * Makes a directory, and those above it, that only its owner may look into, and has their names
   * on the device.
   */
  static void makePrivate(Path directory, Disk disk) throws IOException {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path made = directory.toAbsolutePath();
    while (made != null && !made.equals(there)) {
      made = made.getParent();
      if (made != null) {
        disk.syncDirectory(made);
      }
    }
  }

  private static StoredSegment stored(Path file, SegmentName name) throws IOException {
    Path index = SegmentName.index(file);
    boolean indexed = Files.exists(index);
    long bytes = onDisk(Files.size(file)) + (indexed ? onDisk(Files.size(index)) : 0);
    Instant last = Files.getLastModifiedTime(file).toInstant();
    return new StoredSegment(file, name.first(), last, bytes, indexed);
  }

  /** Has a file tell when its last packet was received: by that it will expire. */
  static void ended(Path segment, long nanos) {
    try {
      Files.setLastModifiedTime(segment, FileTime.from(Instant.ofEpochSecond(0, nanos)));
    } catch (IOException e) {
      LOG.warn("A segment's time cannot be set", "reason", e.getMessage());
    }
  }

  static long onDisk(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  private void put(SegmentName name, StoredSegment segment) {
    StoredSegment before = segments.put(name.sequence(), segment);
    used += segment.bytes() - (before == null ? 0 : before.bytes());
  }

  long nextSequence() {
    return sequence.getAndIncrement();
  }

  /** Whether it has bounds; without, nothing is written or deleted. */
  synchronized boolean isWanted() {
    return bound != 0;
  }

  /** Sets the bounds; what is too much goes with {@link #expire}. */
  synchronized void bounds(long bytes, Duration longest) {
    bound = bytes - SPARE;
    age = longest;
    Grant before = ready.getAndSet(null);
    if (before != null) {
      granted -= before.all();
    }
  }

  /**
   * Deletes what is too old, and as much as is too large, the oldest first, then sets room aside
   * for the next segment.
   *
   * @throws IOException when something cannot be deleted; its message is a clause
   */
  synchronized void expire(Instant now) throws IOException {
    while (!segments.isEmpty() && segments.firstEntry().getValue().last().plus(age).isBefore(now)) {
      deleteOldest();
    }
    if (ready.get() == null) {
      long most = Math.min(segmentBytes, bound / LEAST_SEGMENTS);
      Grant next = new Grant(most, 2 * onDisk(most));
      if (reserve(next.all())) {
        ready.set(next);
      }
    }
  }

  /** Sets room aside, for which the oldest segments go; false when there is not so much in all. */
  synchronized boolean reserve(long bytes) throws IOException {
    if (!isWanted()) {
      return false;
    }
    while (used + granted + bytes > bound && !segments.isEmpty()) {
      deleteOldest();
    }
    if (used + granted + bytes > bound) {
      return false;
    }
    granted += bytes;
    return true;
  }

  /** Room that is not needed any more. */
  synchronized void release(long bytes) {
    granted -= bytes;
  }

  private void deleteOldest() throws IOException {
    Map.Entry<Long, StoredSegment> oldest = segments.firstEntry();
    StoredSegment segment = oldest.getValue();
    try {
      // An index without its segment is nothing; a segment without its index is searched all the
      // same
      Files.deleteIfExists(segment.path());
      Files.deleteIfExists(segment.index());
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be deleted: %s".formatted(segment.path().getFileName(), e.getMessage()), e);
    }
    segments.remove(oldest.getKey());
    used -= segment.bytes();
    expired.incrementAndGet();
  }

  /** The room for the next segment, once; null while there is none. */
  @Nullable Grant takeGrant() {
    return ready.getAndSet(null);
  }

  void giveBack(Grant grant) {
    release(grant.all());
  }

  /**
   * A segment is closed.
   *
   * @param segment null when nothing is left of it
   */
  synchronized void closed(SegmentName name, Grant grant, @Nullable StoredSegment segment) {
    granted -= grant.all();
    if (segment != null) {
      put(name, segment);
    }
  }

  /** Looks at a segment again whose files have changed; false when it has expired meanwhile. */
  synchronized boolean refresh(StoredSegment segment) throws IOException {
    SegmentName name = SegmentName.of(segment.path());
    if (name == null || !segments.containsKey(name.sequence())) {
      Files.deleteIfExists(segment.index());
      return false;
    }
    try {
      put(name, stored(segment.path(), name));
      return true;
    } catch (NoSuchFileException e) {
      forget(name);
      return false;
    }
  }

  private void forget(SegmentName name) {
    StoredSegment gone = segments.remove(name.sequence());
    used -= gone == null ? 0 : gone.bytes();
  }

  /** Closed segments, the oldest first. */
  synchronized List<StoredSegment> segments() {
    return List.copyOf(segments.values());
  }

  /** Bytes that closed segments take. */
  synchronized long used() {
    return used;
  }

  synchronized @Nullable Instant oldest() {
    return segments.isEmpty() ? null : segments.firstEntry().getValue().first();
  }

  /** Segments that were deleted since the start. */
  long expired() {
    return expired.get();
  }
}
