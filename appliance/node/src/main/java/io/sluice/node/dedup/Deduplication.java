package io.sluice.node.dedup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets no copy of a packet through to analysis, capture and tools: both ends of a connection may be
 * mirrored. Safe for use by several threads; each worker has a {@link Deduplicator} of its own,
 * because both directions and all copies of a flow come to one worker.
 *
 * <p>Memory is taken when a config asks for it: 40 bytes for each of the packets that two million a
 * second leave in the window, but 20 MiB at most for each worker.
 */
public final class Deduplication {
  /** The shortest window. */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  /** The longest window: a retransmission that looks like its original comes later than that. */
  public static final Duration LONGEST = Duration.ofSeconds(1);

  /** Packets at most that one worker remembers. */
  static final int MOST = 1 << 19;

  private static final int LEAST = 1 << 12;

  /** More than one worker takes in. */
  private static final long PACKETS_PER_SECOND = 2_000_000;

  private final List<Deduplicator> workers = new ArrayList<>();
  private @Nullable Duration window;

  /** The next worker's. */
  public synchronized Deduplicator next() {
    Deduplicator worker = new Deduplicator();
    worker.use(table(window));
    worker.tick();
    workers.add(worker);
    return worker;
  }

  /**
   * Looks for copies within another window; what was seen before is forgotten.
   *
   * @param next {@link #SHORTEST} to {@link #LONGEST}, or null to look for none
   */
  public synchronized void change(@Nullable Duration next) {
    if (Objects.equals(next, window)) {
      return;
    }
    window = next;
    workers.forEach(worker -> worker.use(table(next)));
  }

  private static @Nullable SeenTable table(@Nullable Duration window) {
    if (window == null) {
      return null;
    }
    long packets = window.toMillis() * PACKETS_PER_SECOND / 1_000;
    int size = Integer.highestOneBit(Math.clamp(packets, LEAST, MOST) * 2 - 1);
    return new SeenTable(Math.min(size, MOST), window.toNanos());
  }

  /** What all workers have counted up to now. */
  public synchronized DedupCounts counts() {
    return workers.stream().map(Deduplicator::counts).reduce(DedupCounts.NONE, DedupCounts::plus);
  }
}
