package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.fabric.Flow;
import io.sluice.sandbox.fabric.FlowEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a script turn by turn, both hosts in one: a turn is a run of packets one way, and the
 * answer is sent when the whole turn has arrived. What does not arrive is retransmitted after a
 * second, then two, then four (RFC 6298), until it does or nothing has arrived for 30 s.
 */
final class Conversation implements FlowEnd, AutoCloseable {
  private static final int TURN_LIMIT = 16;
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE = 30 * SECOND;

  /** A packet of the turn, or one of before that was sent more often than it arrived. */
  private static final class Transit {
    private final Script.Step step;
    private long sentAt;
    private int sends;
    private int arrivals;

    private Transit(Script.Step step) {
      this.step = step;
    }
  }

  private final List<Script.Step> steps;
  private final Tally tally;
  private final Runnable onEnd;
  private final Flow flow;
  private final List<Transit> turn = new ArrayList<>();
  private final List<Transit> owed = new ArrayList<>();
  private int next;
  private int missing;
  private long retransmitAfter = SECOND;
  private long lastSend;
  private long lastArrival = System.nanoTime();
  private boolean ended;

  Conversation(Fabric fabric, String frontendId, Script script, Tally tally, Runnable onEnd) {
    this.steps = script.steps();
    this.tally = tally;
    this.onEnd = onEnd;
    this.flow = fabric.open(frontendId, script.key(), this);
  }

  synchronized void start() {
    nextTurn();
  }

  @Override
  public synchronized boolean delivered(Direction direction, ByteBuffer frame) {
    for (Transit transit : turn) {
      if (transit.arrivals < transit.sends && same(transit, direction, frame)) {
        arrived(transit);
        if (transit.arrivals == 1 && --missing == 0) {
          nextTurn();
        }
        return true;
      }
    }
    for (Transit transit : owed) {
      if (transit.arrivals < transit.sends && same(transit, direction, frame)) {
        arrived(transit);
        return true;
      }
    }
    return false;
  }

  /** Retransmits or gives up when it is time. */
  synchronized void tick(long now) {
    if (ended) {
      return;
    }
    if (now - lastArrival > PATIENCE) {
      end();
    } else if (now - lastSend > retransmitAfter) {
      retransmitAfter = Math.min(4 * SECOND, 2 * retransmitAfter);
      for (Transit transit : turn) {
        if (transit.arrivals == 0) {
          tally.retransmitted.increment();
          send(transit);
        }
      }
    }
  }

  private void arrived(Transit transit) {
    long now = System.nanoTime();
    transit.arrivals++;
    lastArrival = now;
    tally.delivered(transit.step.direction(), transit.step.frame().length, now - transit.sentAt);
  }

  private void nextTurn() {
    turn.stream().filter(t -> t.arrivals < t.sends).forEach(owed::add);
    turn.clear();
    retransmitAfter = SECOND;
    if (next == steps.size()) {
      tally.completed.increment();
      end();
      return;
    }
    Direction direction = steps.get(next).direction();
    while (next < steps.size()
        && turn.size() < TURN_LIMIT
        && steps.get(next).direction() == direction) {
      turn.add(new Transit(steps.get(next++)));
    }
    missing = turn.size();
    turn.forEach(this::send);
  }

  private void send(Transit transit) {
    transit.sends++;
    transit.sentAt = System.nanoTime();
    lastSend = transit.sentAt;
    tally.sent(transit.step.direction(), transit.step.frame().length);
    flow.send(transit.step.direction(), transit.step.frame());
  }

  private void end() {
    ended = true;
    if (flow.moves() > 0) {
      tally.moved.increment();
    }
    onEnd.run();
  }

  /** True when a packet is still on its way, or lost. */
  synchronized boolean owing() {
    return !owed.isEmpty() || !turn.isEmpty();
  }

  private static boolean same(Transit transit, Direction direction, ByteBuffer frame) {
    return transit.step.direction() == direction
        && frame.remaining() == transit.step.frame().length
        && ByteBuffer.wrap(transit.step.frame()).mismatch(frame) < 0;
  }

  @Override
  public void close() {
    flow.close();
  }
}
