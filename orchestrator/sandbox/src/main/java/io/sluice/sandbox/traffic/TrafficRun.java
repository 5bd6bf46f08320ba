package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Fabric;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One run: starts conversations at the wanted rate and lets them play. At most 256 are under way at
 * a time, and each waits for its own packets, so that no socket buffer on the way can overflow and
 * a loss is never of the generator's making.
 */
final class TrafficRun {
  private static final int WINDOW = 256;
  private static final long TICK_MILLIS = 1;
  private static final long SECOND = 1_000_000_000L;
  private static final long SETTLED_AFTER = SECOND;
  private static final long SETTLE_LIMIT = 10 * SECOND;

  private final Fabric fabric;
  private final String frontendId;
  private final TrafficRequest request;
  private final Iterator<Script> scripts;
  private final Tally tally = new Tally();
  private final Set<Conversation> active = ConcurrentHashMap.newKeySet();
  private final Queue<Conversation> owing = new ConcurrentLinkedQueue<>();
  private long started;
  private volatile boolean stopped;

  TrafficRun(Fabric fabric, String frontendId, TrafficRequest request, Iterator<Script> scripts) {
    this.fabric = fabric;
    this.frontendId = frontendId;
    this.request = request;
    this.scripts = scripts;
  }

  Tally tally() {
    return tally;
  }

  long started() {
    return started;
  }

  /** Cuts the run short, soon. */
  void stop() {
    stopped = true;
  }

  /**
   * Plays everything.
   *
   * @param eachSecond for bookkeeping
   * @return seconds from the first packet to the last conversation's end
   */
  double play(Consumer<TrafficProgress> progress, Runnable eachSecond) throws InterruptedException {
    long begin = System.nanoTime();
    long reported = begin;
    long ticked = begin;
    try {
      while (true) {
        long now = System.nanoTime();
        boolean more = scripts.hasNext() && !over(now - begin);
        while (more && active.size() < WINDOW && started < allowed(now - begin)) {
          start();
          more = scripts.hasNext();
        }
        if (stopped || (!more && active.isEmpty())) {
          break;
        }
        if (now - ticked > SECOND / 20) {
          ticked = now;
          active.forEach(conversation -> conversation.tick(now));
        }
        if (now - reported > SECOND) {
          reported = now;
          eachSecond.run();
          progress.accept(progress(now - begin));
        }
        Thread.sleep(TICK_MILLIS);
      }
      long end = System.nanoTime();
      settle();
      progress.accept(progress(end - begin));
      return (end - begin) / 1e9;
    } finally {
      active.forEach(Conversation::close);
      owing.forEach(Conversation::close);
    }
  }

  private void start() {
    started++;
    Conversation[] self = new Conversation[1];
    Conversation conversation =
        new Conversation(fabric, frontendId, scripts.next(), tally, () -> ended(self[0]));
    self[0] = conversation;
    active.add(conversation);
    conversation.start();
  }

  private void ended(Conversation conversation) {
    // one that still owes a packet stays open, so that a late arrival is known for what it is
    if (conversation.owing()) {
      owing.add(conversation);
    } else {
      conversation.close();
    }
    active.remove(conversation);
  }

  // after the last answer only lost packets and copies of retransmitted ones are on their way
  private void settle() throws InterruptedException {
    long begin = System.nanoTime();
    long changed = begin;
    long delivered = tally.delivered();
    long now = begin;
    while (tally.delivered() < tally.sent()
        && now - changed < SETTLED_AFTER
        && now - begin < SETTLE_LIMIT) {
      Thread.sleep(TICK_MILLIS);
      now = System.nanoTime();
      if (tally.delivered() != delivered) {
        delivered = tally.delivered();
        changed = now;
      }
    }
  }

  private boolean over(long elapsed) {
    return request.durationSeconds() > 0 && elapsed > request.durationSeconds() * SECOND;
  }

  private long allowed(long elapsed) {
    return request.rate() > 0 ? 1 + (long) (request.rate() * elapsed / SECOND) : Long.MAX_VALUE;
  }

  private TrafficProgress progress(long elapsed) {
    return new TrafficProgress(
        elapsed / 1e9,
        started,
        tally.completed.sum(),
        active.size(),
        tally.sent(),
        tally.delivered());
  }
}
