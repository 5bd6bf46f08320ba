package io.sluice.node.capture;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One closed segment of a store.
 *
 * @param path of the pcapng file; the index has the same name with {@code .idx} for {@code .pcapng}
 * @param first when it began; no packet in it was received before
 * @param last when it ended
 * @param bytes that it takes on disk, its index included
 * @param indexed whether it has its index
 */
public record StoredSegment(Path path, Instant first, Instant last, long bytes, boolean indexed) {

  /** Where its index is, or will be. */
  public Path index() {
    return SegmentName.index(path);
  }

  boolean overlaps(Instant from, Instant to) {
    return !first.isAfter(to) && !last.isBefore(from);
  }
}
