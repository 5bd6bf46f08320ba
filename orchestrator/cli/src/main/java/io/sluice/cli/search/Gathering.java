package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.search.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the packets of a search from the machines that were asked and from what lies offloaded,
 * and merges them. One thread's own.
 */
public final class Gathering implements AutoCloseable {
  /** What all windows together may take, in bytes; each place has two of them. */
  private static final int MEMORY = 64 << 20;

  private static final int SMALLEST_WINDOW = 128 << 10;
  private static final int LARGEST_WINDOW = 2 << 20;

  /** Offloaded segments that are opened before it is their turn. */
  private static final int MOST_AHEAD = 16;

  /** Between two looks for machines that have come since. */
  private static final Duration NEWCOMERS = Duration.ofSeconds(30);

  private final Objects objects;
  private final Asking asking;
  private final Request request;
  private final Merge merge;
  private final MergedPcapng out;
  private final BooleanSupplier stop;
  private final Supplier<List<String>> machines;
  private final boolean past;
  private final Duration late;
  private final Map<Feed, Duration> held = new HashMap<>();
  private final Set<Asked> fed = new HashSet<>();
  private final Set<String> read = new HashSet<>();
  private final Map<String, Integer> elsewhere = new HashMap<>();
  private final List<Problem> missed = new ArrayList<>();
  private int segments;
  private Duration sinceNewcomers = Duration.ZERO;

  /**
   * @param past whether what lies offloaded is of interest
   * @param limit of the file's bytes, or 0 for none
   * @param late for how long the others wait for a machine while we follow
   * @param machines of the fleet as it is now
   * @param stop whether to end with what there is
   */
  public Gathering(
      Objects objects,
      Asking asking,
      MergedPcapng out,
      boolean past,
      long limit,
      Duration late,
      Supplier<List<String>> machines,
      BooleanSupplier stop) {
    this.objects = objects;
    this.asking = asking;
    this.request = asking.request();
    this.out = out;
    this.merge = new Merge(out, limit);
    this.past = past;
    this.late = late;
    this.machines = machines;
    this.stop = stop;
  }

  /**
   * Runs to the end.
   *
   * @param progress is told after each look what there is
   * @return false when it was stopped before that
   * @throws IOException when the file cannot be written
   */
  public boolean run(Runnable progress) throws IOException {
    settle(progress);
    feed();
    try {
      return gather(progress);
    } finally {
      out.finish();
    }
  }

  private boolean gather(Runnable progress) throws IOException {
    while (!stop.getAsBoolean()) {
      merge.pump(stop);
      out.flush();
      progress.run();
      if (stop.getAsBoolean()) {
        break;
      }
      if (merge.done(request.follow())) {
        missed();
        break;
      }
      if (!asking.pause()) {
        return false;
      }
      if (request.follow()) {
        waited();
      }
      asking.look();
    }
    return !stop.getAsBoolean();
  }

  /**
   * Segments that went from a machine before it came to them, and were not searched here: too late
   * to be merged.
   */
  private void missed() {
    if (past && !request.follow()) {
      Offloaded.beyond(objects, asking.asked(), request.from(), request.to())
          .forEach(
              (machine, segments) -> {
                long count = segments.stream().filter(one -> !read.contains(one.object())).count();
                if (count > 0) {
                  missed.add(
                      Problem.error(
                              "search.missed",
                              (count == 1
                                      ? "A segment of machine %s went from it before it was"
                                          + " searched."
                                      : count
                                          + " segments of machine %s went from it before they were"
                                          + " searched.")
                                  .formatted(machine))
                          .withHint("The same search finds them now: they lie offloaded."));
                }
              });
    }
  }

  /** Waits until it is known what each machine answers for; who follows does not wait for long. */
  private void settle(Runnable progress) {
    Duration waited = Duration.ZERO;
    do {
      asking.look();
      progress.run();
      waited = waited.plus(Asking.POLL);
    } while (!asking.settled()
        && !(request.follow() && waited.compareTo(late) > 0)
        && !stop.getAsBoolean()
        && asking.pause());
  }

  private void feed() {
    Map<String, List<Offloaded.Segment>> offloaded =
        past ? Offloaded.beyond(objects, asking.asked(), request.from(), request.to()) : Map.of();
    int most = Math.max(1, MOST_AHEAD / Math.max(1, offloaded.size()));
    int window = window(asking.asked().size() + offloaded.size());
    offloaded.forEach(
        (machine, found) -> {
          found.forEach(segment -> read.add(segment.object()));
          segments += found.size();
          elsewhere.put(machine, found.size());
          merge.add(new SegmentFeed(objects, request, machine, found, most, stop));
        });
    for (Asked one : asking.asked()) {
      if (!past || request.follow() || one.counts()) {
        feed(one, window);
      } else if (!one.last()) {
        // Its segments were looked for elsewhere, and nothing is to be found twice
        one.giveUp();
      }
    }
  }

  private void feed(Asked one, int window) {
    if (fed.add(one)) {
      merge.add(new AnswerFeed(objects, asking, one, window));
    }
  }

  private static int window(int places) {
    return Math.clamp(MEMORY / 2 / Math.max(1, places), SMALLEST_WINDOW, LARGEST_WINDOW);
  }

  /** While we follow: who keeps the others waiting is passed over, who has come is asked. */
  private void waited() {
    Set<Feed> holding = new HashSet<>(merge.holding());
    held.keySet().retainAll(holding);
    for (Feed feed : holding) {
      Duration time = held.merge(feed, Asking.POLL, Duration::plus);
      if (time.compareTo(late) >= 0) {
        merge.pass(feed);
        held.remove(feed);
      }
    }
    sinceNewcomers = sinceNewcomers.plus(Asking.POLL);
    if (sinceNewcomers.compareTo(NEWCOMERS) >= 0) {
      sinceNewcomers = Duration.ZERO;
      Set<String> known = new HashSet<>();
      asking.asked().forEach(one -> known.add(one.machine()));
      for (String machine : newcomers()) {
        if (known.add(machine)) {
          feed(asking.add(machine), window(known.size()));
        }
      }
    }
  }

  private List<String> newcomers() {
    try {
      return machines.get();
    } catch (ProblemException e) {
      // The cloud may be away for a while; what is followed flows on.
      return List.of();
    }
  }

  /** What is missing of what was asked for. */
  public List<Problem> gaps() {
    List<Problem> gaps = new ArrayList<>(asking.gaps(elsewhere));
    merge.feeds().forEach(feed -> gaps.addAll(feed.problems()));
    gaps.addAll(missed);
    if (merge.limited()) {
      gaps.add(
          Problem.warning("search.limit", "The limit was reached; there may be more.")
              .withHint("A narrower filter or time shows the rest, or a higher `--limit`."));
    }
    if (merge.latePackets() > 0) {
      gaps.add(
          Problem.warning(
              "search.late",
              merge.latePackets() == 1
                  ? "1 packet came late and stands behind later ones."
                  : merge.latePackets() + " packets came late and stand behind later ones."));
    }
    return gaps;
  }

  /** Offloaded segments that are searched. */
  public int segments() {
    return segments;
  }

  /** Packets by machine, those of its offloaded segments included. */
  public Map<String, Long> packets() {
    Map<String, Long> packets = new HashMap<>();
    merge.feeds().forEach(feed -> packets.merge(feed.machine(), feed.packets(), Long::sum));
    return packets;
  }

  /** Gives back what is still open. */
  @Override
  public void close() {
    for (Feed feed : merge.feeds()) {
      if (feed instanceof SegmentFeed files) {
        files.close();
      }
    }
  }

  /** The stamp up to which packets are in the file, or null before the first. */
  public @Nullable Instant last() {
    return merge.last() == Long.MIN_VALUE ? null : Stamps.instant(merge.last());
  }
}
