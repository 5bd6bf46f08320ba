package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.packet.index.Filters;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A first look at an offloaded segment, from any thread: whether anything in it matches. What it
 * read is kept for who opens the segment then, on a thread of its own.
 *
 * @param worth whether to open it: something matches, or the look took too much and was ended
 * @param problems what could not be read, where it is not worth it
 */
record SegmentLook(
    Offloaded.Segment segment,
    ObjectBytes packets,
    @Nullable ObjectBytes index,
    boolean worth,
    List<Problem> problems) {
  /** Reads at most; beyond that the look would cost what the search costs. */
  private static final int MOST_READS = 24;

  /**
   * Looks.
   *
   * @param from the earliest stamp, in nanoseconds since 1970
   * @param to the latest, included
   * @param stop whether reading is to fail, for nobody wants it any more
   */
  static SegmentLook at(
      Objects objects,
      Offloaded.Segment segment,
      Filters filters,
      long from,
      long to,
      BooleanSupplier stop) {
    AtomicInteger reads = new AtomicInteger();
    boolean[] looking = {true};
    BooleanSupplier enough =
        () -> stop.getAsBoolean() || (looking[0] && reads.incrementAndGet() > MOST_READS);
    ObjectBytes packets = new ObjectBytes(objects, segment.object(), segment.size(), enough);
    ObjectBytes index =
        segment.indexSize() == 0
            ? null
            : new ObjectBytes(objects, segment.index(), segment.indexSize(), enough);
    try (OpenSegment first = new OpenSegment(segment, packets, index, filters, from, to)) {
      return new SegmentLook(
          segment, packets, index, first.has() || first.interrupted(), first.problems());
    } finally {
      looking[0] = false;
    }
  }

  /** Opens it for the thread that will read it. */
  OpenSegment open(Filters filters, long from, long to) {
    return new OpenSegment(segment, packets, index, filters, from, to);
  }
}
