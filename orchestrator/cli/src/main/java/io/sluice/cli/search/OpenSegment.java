package io.sluice.cli.search;

import io.sluice.engine.problem.Problem;
import io.sluice.packet.index.Bytes;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.SegmentIndex;
import io.sluice.packet.index.SegmentSearch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One offloaded segment that is being searched, by its index where it has one. What cannot be read
 * of it is told, and the rest of it is left.
 */
final class OpenSegment implements AutoCloseable {
  private final Offloaded.Segment segment;
  private final List<Problem> problems = new ArrayList<>();
  private final @Nullable SegmentSearch search;
  private boolean has;
  private boolean interrupted;

  /**
   * Opens it and goes to its first packet.
   *
   * @param packets the segment's bytes
   * @param index its index's, or null without one
   * @param from the earliest stamp, in nanoseconds since 1970
   * @param to the latest, included
   */
  OpenSegment(
      Offloaded.Segment segment,
      Bytes packets,
      @Nullable Bytes index,
      Filters filters,
      long from,
      long to) {
    this.segment = segment;
    this.search = open(packets, index, filters, from, to);
    next();
  }

  private @Nullable SegmentSearch open(
      Bytes packets, @Nullable Bytes indexed, Filters filters, long from, long to) {
    try (SegmentIndex index = index(indexed)) {
      if (index != null && index.packets() > 0 && (index.first() > to || index.last() < from)) {
        return null;
      }
      return new SegmentSearch(packets, index, filters, from, to);
    } catch (IOException e) {
      unreadable(e);
      return null;
    }
  }

  /** Null where there is none that can be used; all of the segment is read then. */
  private @Nullable SegmentIndex index(@Nullable Bytes indexed) throws IOException {
    if (indexed == null) {
      return null;
    }
    try {
      return SegmentIndex.read(indexed);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      problems.add(
          Problem.warning(
                  "search.index",
                  "`%s` cannot be used, so that all of its segment was read."
                      .formatted(segment.index()))
              .withDetail(e.getMessage()));
      return null;
    }
  }

  private void unreadable(IOException e) {
    if (e instanceof InterruptedIOException) {
      interrupted = true;
    } else {
      problems.add(
          Problem.error("search.broken", "`%s` could not be read.".formatted(segment.object()))
              .withDetail(e.getMessage()));
    }
  }

  boolean has() {
    return has;
  }

  /** Whether it was left before its end. */
  boolean interrupted() {
    return interrupted;
  }

  /** What is open where a packet is at hand. */
  SegmentSearch search() {
    return Objects.requireNonNull(search);
  }

  long stamp() {
    return search().packet().nanos();
  }

  /** Goes to the next packet; at the end everything is closed. */
  void next() {
    has = false;
    if (search != null) {
      try {
        has = search.next();
        if (!has) {
          for (String sentence : search.problems()) {
            problems.add(
                Problem.error(
                        "search.broken",
                        "`%s` could not be searched as a whole.".formatted(segment.object()))
                    .withDetail(sentence));
          }
        }
      } catch (IOException e) {
        unreadable(e);
      }
      if (!has) {
        close();
      }
    }
  }

  /** What could not be read, so far. */
  List<Problem> problems() {
    return problems;
  }

  @Override
  public void close() {
    if (search != null) {
      try {
        search.close();
      } catch (IOException e) {
        throw new IllegalStateException("closing it makes no call", e);
      }
    }
  }
}
