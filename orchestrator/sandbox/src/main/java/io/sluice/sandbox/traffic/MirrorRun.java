package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.fabric.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One run between instances: up to 32 conversations go on at a time and take turns, a packet each.
 * The VPC itself loses nothing; how fast it goes is the fabric's to say, which waits until the
 * appliances have read what they got.
 */
final class MirrorRun {
  private static final int WINDOW = 32;
  private static final long SECOND = 1_000_000_000L;

  private static final class Playing {
    private final MirrorScripts.Talk talk;
    private int next;

    private Playing(MirrorScripts.Talk talk) {
      this.talk = talk;
    }
  }

  private final MirrorFabric fabric;
  private final TrafficRequest request;
  private final Iterator<MirrorScripts.Talk> talks;
  private final List<Playing> active = new ArrayList<>();
  private final Set<String> interfaces = new HashSet<>();
  private long started;
  private long completed;
  private long sent;
  private volatile boolean stopped;

  MirrorRun(MirrorFabric fabric, TrafficRequest request, Iterator<MirrorScripts.Talk> talks) {
    this.fabric = fabric;
    this.request = request;
    this.talks = talks;
  }

  /** Cuts the run short, soon. */
  void stop() {
    stopped = true;
  }

  long started() {
    return started;
  }

  long completed() {
    return completed;
  }

  /** Interfaces that served. */
  int interfaces() {
    return interfaces.size();
  }

  /**
   * Plays everything; nothing is on its way within the fabric when it returns.
   *
   * @param mirroredBefore copies that were taken before the run
   * @return seconds
   */
  double play(Consumer<Object> progress, long mirroredBefore) throws InterruptedException {
    long begin = System.nanoTime();
    long reported = begin;
    while (!stopped) {
      long now = System.nanoTime();
      boolean more = talks.hasNext() && !over(now - begin);
      while (more && active.size() < WINDOW && started < allowed(now - begin)) {
        start();
        more = talks.hasNext();
      }
      if (!more && active.isEmpty()) {
        break;
      }
      if (active.isEmpty()) {
        Thread.sleep(1);
      }
      active.removeIf(this::step);
      if (System.nanoTime() - reported > SECOND) {
        reported = System.nanoTime();
        progress.accept(progress(reported - begin, mirroredBefore));
      }
    }
    long end = System.nanoTime();
    progress.accept(progress(end - begin, mirroredBefore));
    return (end - begin) / 1e9;
  }

  private void start() {
    started++;
    Playing playing = new Playing(talks.next());
    interfaces.add(playing.talk.server().region() + playing.talk.server().id());
    active.add(playing);
  }

  private boolean step(Playing playing) {
    MirrorScripts.Talk talk = playing.talk;
    Script.Step step = talk.steps().get(playing.next++);
    boolean toServer = step.direction() == Direction.TO_SERVER;
    String client = talk.client().id();
    String server = talk.server().id();
    fabric.send(
        talk.server().region(),
        toServer ? client : server,
        toServer ? server : client,
        step.frame());
    sent++;
    boolean done = playing.next == talk.steps().size();
    completed += done ? 1 : 0;
    return done;
  }

  private boolean over(long elapsed) {
    return request.durationSeconds() > 0 && elapsed > request.durationSeconds() * SECOND;
  }

  private long allowed(long elapsed) {
    return request.rate() > 0 ? 1 + (long) (request.rate() * elapsed / SECOND) : Long.MAX_VALUE;
  }

  private MirrorProgress progress(long elapsed, long mirroredBefore) {
    return new MirrorProgress(
        elapsed / 1e9,
        started,
        completed,
        active.size(),
        sent,
        fabric.status().mirrored().packets() - mirroredBefore);
  }
}
