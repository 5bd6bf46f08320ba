package io.sluice.packet.index;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
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
  private int keptOpen;
  private long oldest = Long.MAX_VALUE;
  private long packets;
  private long bytes;
  private boolean following;

  /** The name of the last segment that was seen, "" before there is one. */
  private String newest = "";

  /** What is still written and has been searched up to its end, when it is to be followed. */
  private @Nullable Open live;

  private volatile boolean stopped;

  /** So many indexes stay open until their segments' turn. */
  private static final int KEPT_OPEN = 256;

  /**
   * A segment that is yet to be searched.
   *
   * @param first when its first packet was captured
   * @param index opened, where it is
   */
  private record Span(Path segment, long first, @Nullable SegmentIndex index) {}

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
    return search(sink, null);
  }

  /**
   * Searches what there is, and then goes on with what is captured from now on, until it is stopped
   * or the sink wants no more. The listener for progress is called at each look.
   *
   * @param pause between looks for more
   */
  public SearchReport follow(PacketSink sink, Duration pause) throws IOException {
    return search(sink, pause);
  }

  private SearchReport search(PacketSink sink, @Nullable Duration pause) throws IOException {
    boolean complete;
    following = pause != null;
    try {
      spans();
      complete = merge(sink);
      if (complete && pause != null) {
        followNewest(sink, pause);
        complete = false;
      }
    } finally {
      for (Open left : open) {
        left.search().close();
      }
      open.clear();
      for (Span left : pending) {
        close(left.index());
      }
      if (live != null) {
        live.search().close();
      }
    }
    return new SearchReport(packets, bytes, searched, oldest, complete, problems);
  }

  private void followNewest(PacketSink sink, Duration pause) throws IOException {
    boolean wanted = true;
    while (wanted && goingOn()) {
      Path newer = newer();
      wanted = live == null || goOn(live, sink);
      if (wanted && newer != null) {
        if (live != null) {
          close(live);
        }
        newest = name(newer);
        segments++;
        live = null;
        open(new Span(newer, 0, null));
        // What it holds already waits in the queue; at its end it is the live one
        wanted = open.isEmpty() || drain(open.remove(), sink);
        continue;
      }
      progress.at(searched.size(), segments, packets);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The next segment after the newest one that was seen. */
  private @Nullable Path newer() throws IOException {
    for (Path segment : SegmentFiles.segments(store)) {
      if (name(segment).compareTo(newest) > 0) {
        return segment;
      }
    }
    return null;
  }

  /** Gives what has come to the live segment. */
  private boolean goOn(Open live, PacketSink sink) throws IOException {
    boolean wanted = true;
    while (wanted && live.search().next()) {
      wanted = give(live, sink);
    }
    return wanted;
  }

  private boolean goingOn() {
    return !stopped && !Thread.currentThread().isInterrupted();
  }

  private void spans() throws IOException {
    List<Path> all = SegmentFiles.segments(store);
    segments = all.size();
    newest = all.isEmpty() ? "" : name(all.getLast());
    List<Span> spans = new ArrayList<>();
    for (Path segment : all) {
      if (!goingOn()) {
        return;
      }
      // What is to be followed is opened whatever it holds by now
      Span span =
          following && name(segment).equals(newest)
              ? new Span(segment, Long.MAX_VALUE, null)
              : span(segment);
      if (span != null) {
        spans.add(span);
      }
    }
    spans.sort(Comparator.comparingLong(Span::first));
    pending.addAll(spans);
  }

  /** Null: there is nothing of the time that is asked for. */
  private @Nullable Span span(Path segment) throws IOException {
    SegmentIndex index = null;
    try {
      index = index(segment);
    } catch (IOException e) {
      // Searching it will tell
    }
    if (index == null || index.packets() == 0) {
      close(index);
      return unindexed(segment);
    }
    oldest = Math.min(oldest, index.first());
    long first = index.first();
    if (first > to || index.last() < from) {
      close(index);
      searched.add(name(segment));
      return null;
    }
    if (keptOpen == KEPT_OPEN) {
      close(index);
      return new Span(segment, first, null);
    }
    keptOpen++;
    return new Span(segment, first, index);
  }

  /** The index of a segment, or null: there is none. */
  private static @Nullable SegmentIndex index(Path segment) throws IOException {
    try {
      return SegmentIndex.read(Bytes.of(SegmentFiles.index(segment)));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void close(@Nullable SegmentIndex index) throws IOException {
    if (index != null) {
      index.close();
    }
  }

  private @Nullable Span unindexed(Path segment) {
    try (SegmentSearch all =
        new SegmentSearch(
            Bytes.of(segment), null, Filters.everything(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      if (all.next()) {
        long first = all.packet().nanos();
        oldest = Math.min(oldest, first);
        return new Span(segment, first, null);
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
        open(pending.remove());
      } else if (open.isEmpty()) {
        return true;
      } else if (!drain(open.remove(), sink)) {
        return false;
      }
    }
    return false;
  }

  private void open(Span span) {
    Path segment = span.segment();
    try {
      Open opened = new Open(segment, search(span));
      if (advance(opened)) {
        open.add(opened);
      }
    } catch (IOException e) {
      unreadable(segment, e);
    }
  }

  private SegmentSearch search(Span span) throws IOException {
    try (SegmentIndex index = span.index() != null ? span.index() : index(span.segment())) {
      return new SegmentSearch(Bytes.of(span.segment()), index, filters, from, to);
    } catch (DamagedIndexException e) {
      problems(
          span.segment(),
          List.of(
              "Its index cannot be used, so that all of it is read: %s."
                  .formatted(e.getMessage())));
      return new SegmentSearch(Bytes.of(span.segment()), null, filters, from, to);
    } finally {
      keptOpen -= span.index() != null ? 1 : 0;
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
        wanted = give(from, sink);
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

  private boolean give(Open from, PacketSink sink) throws IOException {
    packets++;
    bytes += from.search().packet().captured();
    boolean wanted = sink.packet(from.search().packet());
    if (packets % STRIDE == 0) {
      progress.at(searched.size(), segments, packets);
      wanted &= goingOn();
    }
    return wanted;
  }

  /** Moves to the segment's next packet; closes it where there is none. */
  private boolean advance(Open segment) throws IOException {
    try {
      if (segment.search().next()) {
        return true;
      }
    } catch (IOException e) {
      segment.search().close();
      unreadable(segment.segment(), e);
      return false;
    }
    if (following && name(segment.segment()).equals(newest)) {
      live = segment;
    } else {
      close(segment);
    }
    progress.at(searched.size(), segments, packets);
    return false;
  }

  private void close(Open segment) throws IOException {
    problems(segment.segment(), segment.search().problems());
    searched.add(name(segment.segment()));
    segment.search().close();
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
