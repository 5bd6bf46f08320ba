package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Direction;
import java.util.concurrent.atomic.LongAdder;

/** What a run sent and what arrived. */
final class Tally {
  /** One direction. */
  private static final class Way {
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deliveredBytes = new LongAdder();
    private final Latency latency = new Latency();

    private TrafficReport.Way report() {
      long arrived = delivered.sum();
      return new TrafficReport.Way(
          sent.sum(),
          arrived,
          sent.sum() - arrived,
          sentBytes.sum(),
          deliveredBytes.sum(),
          latency.report());
    }
  }

  private final Way toServer = new Way();
  private final Way toClient = new Way();
  final LongAdder retransmitted = new LongAdder();
  final LongAdder completed = new LongAdder();
  final LongAdder moved = new LongAdder();

  void sent(Direction direction, int bytes) {
    Way way = way(direction);
    way.sent.increment();
    way.sentBytes.add(bytes);
  }

  void delivered(Direction direction, int bytes, long nanos) {
    Way way = way(direction);
    way.delivered.increment();
    way.deliveredBytes.add(bytes);
    way.latency.record(nanos);
  }

  long sent() {
    return toServer.sent.sum() + toClient.sent.sum();
  }

  long delivered() {
    return toServer.delivered.sum() + toClient.delivered.sum();
  }

  TrafficReport.Way report(Direction direction) {
    return way(direction).report();
  }

  private Way way(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }
}
