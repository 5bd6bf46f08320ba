package io.sluice.packet.index;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the packets of a store that match a filter, in order of time: segments are merged where
 * their times overlap, and within each the order is the one that they were written in. Memory does
 * not grow with what is found. The segment that is being written is searched as far as it is whole.
 * To be run once, by one thread; {@link #stop} may come from any.
 */
public final class StoreSearch {
  /** Packets between looks at whether to go on, and for progress. */
  private static final int STRIDE = 4096;

  private final Path store;
  private final Filters filters;
  private final long from;
  private final long to;
  private final SearchProgress progress;
  private final List<String> problems = new ArrayList<>();
  private final List<String> searched = new ArrayList<>();
  private final Deque<Span> pending = new ArrayDeque<>();
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(Comparator.comparingLong(Open::nanos));
  private int segments;
  private long oldest = Long.MAX_VALUE;
  private long packets;
  private long bytes;
  private volatile boolean stopped;

  /** A segment that is yet to be searched, and when its first packet was captured. */
  private record Span(Path segment, long first) {}

  /** A segment that is being searched. */
  private record Open(Path segment, SegmentSearch search) {
    long nanos() {
      return search.packet().nanos();
    }
  }

  /**
   * A search of all of a store's segments.
   *
   * @param from the earliest packets' nanoseconds since 1970
   * @param to the latest packets', included
   */
  public StoreSearch(Path store, Filters filters, long from, long to, SearchProgress progress) {
    this.store = store;
    this.filters = filters;
    this.from = from;
    this.to = to;
    this.progress = progress;
  }

  /** Ends the search soon; what was found until then stands. An interrupt does the same. */
  public void stop() {
    stopped = true;
  }

  /**
   * Searches.
   *
   * @throws IOException if there is no such directory, or from the sink; what cannot be read of
   *     single segments is told in the report instead
   */
  public SearchReport run(PacketSink sink) throws IOException {
    boolean complete;
    try {
      spans();
      complete = merge(sink);
    } finally {
      for (Open left : open) {
        left.search().close();
      }
      open.clear();
    }
    return new SearchReport(packets, bytes, searched, oldest, complete, problems);
  }

  private boolean goingOn() {
    return !stopped && !Thread.currentThread().isInterrupted();
  }

  private void spans() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (Path segment : SegmentFiles.segments(store)) {
      if (!goingOn()) {
        return;
      }
      Span span = span(segment);
      if (span != null) {
        spans.add(span);
      }
      segments++;
    }
    spans.sort(Comparator.comparingLong(Span::first));
    pending.addAll(spans);
  }

  /** Null: there is nothing of the time that is asked for. */
  private @Nullable Span span(Path segment) {
    Path file = SegmentFiles.index(segment);
    try (SegmentIndex index = Files.exists(file) ? SegmentIndex.read(Bytes.of(file)) : null) {
      if (index != null && index.packets() > 0) {
        oldest = Math.min(oldest, index.first());
        if (index.first() > to || index.last() < from) {
          searched.add(name(segment));
          return null;
        }
        return new Span(segment, index.first());
      }
    } catch (IOException e) {
      // Searching it will tell
    }
    return unindexed(segment);
  }

  private @Nullable Span unindexed(Path segment) {
    try (SegmentSearch all =
        new SegmentSearch(
            Bytes.of(segment), null, Filters.everything(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      if (all.next()) {
        long first = all.packet().nanos();
        oldest = Math.min(oldest, first);
        return new Span(segment, first);
      }
      problems(segment, all.problems());
      searched.add(name(segment));
    } catch (IOException e) {
      unreadable(segment, e);
    }
    return null;
  }

  private boolean merge(PacketSink sink) throws IOException {
    while (goingOn()) {
      long next = open.isEmpty() ? Long.MAX_VALUE : open.element().nanos();
      if (!pending.isEmpty() && (open.isEmpty() || pending.element().first() <= next)) {
        open(pending.remove().segment());
      } else if (open.isEmpty()) {
        return true;
      } else if (!drain(open.remove(), sink)) {
        return false;
      }
    }
    return false;
  }

  private void open(Path segment) {
    SegmentSearch search = null;
    try {
      search = search(segment);
      Open opened = new Open(segment, search);
      if (advance(opened)) {
        open.add(opened);
      }
    } catch (IOException e) {
      unreadable(segment, e);
    }
  }

  private SegmentSearch search(Path segment) throws IOException {
    Path file = SegmentFiles.index(segment);
    try (SegmentIndex index = Files.exists(file) ? SegmentIndex.read(Bytes.of(file)) : null) {
      return new SegmentSearch(Bytes.of(segment), index, filters, from, to);
    } catch (DamagedIndexException e) {
      problems(
          segment,
          List.of(
              "Its index cannot be used, so that all of it is read: %s."
                  .formatted(e.getMessage())));
      return new SegmentSearch(Bytes.of(segment), null, filters, from, to);
    }
  }

  /** Gives packets of one segment to the sink until another one's come first. */
  private boolean drain(Open from, PacketSink sink) throws IOException {
    long until =
        Math.min(
            open.isEmpty() ? Long.MAX_VALUE : open.element().nanos(),
            pending.isEmpty() ? Long.MAX_VALUE : pending.element().first());
    boolean wanted = true;
    boolean more = true;
    try {
      while (more && wanted && from.nanos() <= until) {
        packets++;
        bytes += from.search().packet().captured();
        wanted = sink.packet(from.search().packet());
        if (packets % STRIDE == 0) {
          progress.at(searched.size(), segments, packets);
          wanted &= goingOn();
        }
        more = wanted && advance(from);
      }
    } catch (IOException | RuntimeException | Error e) {
      from.search().close();
      throw e;
    }
    if (more) {
      open.add(from);
    }
    return wanted;
  }

  /** Moves to the segment's next packet; closes it where there is none. */
  private boolean advance(Open segment) throws IOException {
    try {
      if (segment.search().next()) {
        return true;
      }
      problems(segment.segment(), segment.search().problems());
      searched.add(name(segment.segment()));
    } catch (IOException e) {
      unreadable(segment.segment(), e);
    }
    segment.search().close();
    progress.at(searched.size(), segments, packets);
    return false;
  }

  private static String name(Path segment) {
    return String.valueOf(segment.getFileName());
  }

  private void problems(Path segment, List<String> sentences) {
    for (String sentence : sentences) {
      problems.add(name(segment) + ": " + sentence);
    }
  }

  private void unreadable(Path segment, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      stop();
      return;
    }
    problems.add(
        name(segment)
            + (e instanceof NoSuchFileException
                ? ": It was removed before it was searched."
                : ": It cannot be read: %s.".formatted(e.getMessage())));
  }
}
