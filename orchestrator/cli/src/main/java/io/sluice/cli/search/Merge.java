package io.sluice.cli.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Merges feeds in time order, as far as it is certain that nothing earlier will come. A feed that
 * the others have waited for too long may be passed over; what it brings then stands where it came,
 * and is counted as late. One thread's own.
 */
final class Merge {
  private final MergedPcapng out;
  private final long limit;
  private final List<Feed> feeds = new ArrayList<>();
  private final Set<Feed> late = new HashSet<>();
  private long last = Long.MIN_VALUE;
  private long latePackets;

  /**
   * @param limit of the file's bytes, or 0 for none
   */
  Merge(MergedPcapng out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  void add(Feed feed) {
    feeds.add(feed);
  }

  List<Feed> feeds() {
    return feeds;
  }

  /** Packets that stand after later ones, since their machine was passed over. */
  long latePackets() {
    return latePackets;
  }

  boolean limited() {
    return limit > 0 && out.bytes() >= limit;
  }

  /**
   * Whether nothing more is to be written.
   *
   * @param follow whether who is silent may come back
   */
  boolean done(boolean follow) {
    return limited() || feeds.stream().allMatch(follow ? Feed::ended : Feed::idle);
  }

  /** The stamp up to which all is written, in nanoseconds since 1970; least where none is. */
  long last() {
    return last;
  }

  /** Writes what can be written now. */
  void pump(BooleanSupplier stop) throws IOException {
    feeds.forEach(Feed::look);
    while (!stop.getAsBoolean() && !limited()) {
      Feed first = null;
      long second = Long.MAX_VALUE;
      for (Feed feed : feeds) {
        if (feed.ended() || (late.contains(feed) && !feed.has())) {
          continue;
        }
        if (first == null || feed.front() < first.front()) {
          second = first == null ? second : first.front();
          first = feed;
        } else {
          second = Math.min(second, feed.front());
        }
      }
      if (first == null || !first.has()) {
        out.settled(first == null ? Long.MAX_VALUE : first.front());
        return;
      }
      run(first, second, stop);
    }
  }

  /** Writes of one feed as long as it is before all others. */
  private void run(Feed feed, long second, BooleanSupplier stop) throws IOException {
    while (feed.has() && feed.front() <= second && !limited() && !stop.getAsBoolean()) {
      if (feed.front() < last && late.contains(feed)) {
        latePackets++;
      } else {
        late.remove(feed);
      }
      last = Math.max(last, feed.front());
      feed.take(out);
      feed.look();
    }
  }

  /** The feeds that others wait for: without a packet, while another has one that may be later. */
  List<Feed> holding() {
    long waiting =
        feeds.stream().filter(Feed::has).mapToLong(Feed::front).min().orElse(Long.MIN_VALUE);
    return feeds.stream()
        .filter(feed -> !feed.idle() && !feed.has() && !late.contains(feed))
        .filter(feed -> feed.front() < waiting)
        .toList();
  }

  /** From now on nobody waits for this one, until it has caught up. */
  void pass(Feed feed) {
    late.add(feed);
  }
}
