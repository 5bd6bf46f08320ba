package io.sluice.node.capture;

import io.sluice.packet.index.SegmentIndexer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is being written. The writer fills it and hands it over; the keeper makes it
 * durable meanwhile, and closes it afterwards.
 */
final class LiveSegment {
  /**
   * How far it has come.
   *
   * @param bytes of the file, whole blocks
   * @param packets in these
   * @param last nanoseconds since 1970 of the newest of these
   */
  record Mark(long bytes, long packets, long last) {
    static final Mark NONE = new Mark(0, 0, 0);
  }

  private final SegmentName name;
  private final Path path;
  private final Disk.Output file;
  private final Store.Grant grant;
  private final Interfaces interfaces = new Interfaces();
  private final long openedNanos = System.nanoTime();
  private volatile Mark written = Mark.NONE;
  private volatile Mark durable = Mark.NONE;
  private volatile boolean abandoned;
  private @Nullable SegmentIndexer indexer;
  private boolean named;
  private boolean closed;

  LiveSegment(
      SegmentName name, Path path, Disk.Output file, Store.Grant grant, SegmentIndexer indexer) {
    this.name = name;
    this.path = path;
    this.file = file;
    this.grant = grant;
    this.indexer = indexer;
  }

  SegmentName name() {
    return name;
  }

  Path path() {
    return path;
  }

  Disk.Output file() {
    return file;
  }

  Store.Grant grant() {
    return grant;
  }

  Interfaces interfaces() {
    return interfaces;
  }

  /** Since it was opened. */
  long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  Mark written() {
    return written;
  }

  void written(Mark mark) {
    written = mark;
  }

  Mark durable() {
    return durable;
  }

  void durable(Mark mark) {
    durable = mark;
  }

  /** Nothing more is to be written: what was may not be there. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Whether its name in the directory is on the device; the keeper's. */
  boolean isNamed() {
    return named;
  }

  void named() {
    named = true;
  }

  /** What has seen all that was written; the writer's until it hands over. Null after an error. */
  @Nullable SegmentIndexer indexer() {
    return indexer;
  }

  /** Gives it away. */
  @Nullable SegmentIndexer takeIndexer() {
    SegmentIndexer taken = indexer;
    indexer = null;
    return taken;
  }

  boolean isClosed() {
    return closed;
  }

  /** The keeper's, as the last. */
  void close() {
    closed = true;
    file.close();
  }
}
