package io.sluice.node;

import io.sluice.node.flow.FlowCounts;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.FlowSink;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.flow.look.LookSettings;
import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures flows on every worker, and hands their records on. Safe for use by several threads. */
final class FlowTaps implements Supplier<PacketTap>, AutoCloseable {
  /** A flow that is silent for so long has ended; longer than the clouds' own idle timeouts. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  private static final int FEW_FLOWS = 1 << 10;
  private static final LookSettings FEW_NAMES = new LookSettings(1 << 16, 1_024, 8);

  private static final long PUBLISH_NANOS = 500_000_000L;

  /** Gives each worker's records a way on. */
  interface Sinks {
    FlowSink sink(int worker, FirstLook look);
  }

  private final int flowsEach;
  private final LookSettings looks;
  private final Sinks sinks;
  private final List<Tap> taps = new ArrayList<>();
  private volatile long intervalNanos = Long.MAX_VALUE;

  /**
   * @param flowsEach most that each worker keeps at once
   */
  FlowTaps(int flowsEach, Sinks sinks) {
    this(flowsEach, LookSettings.USUAL, sinks);
  }

  private FlowTaps(int flowsEach, LookSettings looks, Sinks sinks) {
    this.flowsEach = flowsEach;
    this.looks = looks;
    this.sinks = sinks;
  }

  /** Measures like the others, for nobody. */
  static FlowTaps forNothing() {
    return new FlowTaps(FEW_FLOWS, FEW_NAMES, (worker, look) -> (flow, end) -> {});
  }

  /** The next worker's tap. */
  @Override
  public synchronized PacketTap get() {
    FirstLook look = new FirstLook(looks);
    FlowSettings settings = new FlowSettings(flowsEach, IDLE.toNanos(), Long.MAX_VALUE, false);
    Tap tap = new Tap(new FlowMeter(settings, look, sinks.sink(taps.size(), look)));
    taps.add(tap);
    return tap;
  }

  /** From now on flows that go on are told of this often; null: only as they end. */
  void interval(@Nullable Duration interval) {
    intervalNanos = interval == null ? Long.MAX_VALUE : interval.toNanos();
  }

  /** What all workers have counted, half a second ago or less. */
  synchronized FlowCounts counts() {
    return taps.stream().map(tap -> tap.published).reduce(FlowCounts.NONE, FlowCounts::plus);
  }

  /** Tells of every flow that is left. Only when the workers have ended. */
  synchronized void flush() {
    for (Tap tap : taps) {
      tap.meter.flush();
      tap.published = tap.meter.counts();
    }
  }

  /** Frees the flows' memory. Only when the workers have ended. */
  @Override
  public synchronized void close() {
    taps.forEach(tap -> tap.meter.close());
  }

  private final class Tap implements PacketTap {
    private final FlowMeter meter;
    private volatile FlowCounts published = FlowCounts.NONE;
    private long publishedNanos;
    private long interval = Long.MAX_VALUE;

    Tap(FlowMeter meter) {
      this.meter = meter;
    }

    @Override
    public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
      meter.packet(packet, nanos);
    }

    @Override
    public void tick(long nanos) {
      if (interval != intervalNanos) {
        interval = intervalNanos;
        meter.interval(interval);
      }
      meter.tick(nanos);
      if (nanos - publishedNanos >= PUBLISH_NANOS) {
        publishedNanos = nanos;
        published = meter.counts();
      }
    }
  }
}
