package io.sluice.node;

import io.sluice.node.broker.Broker;
import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.capture.CaptureSettings;
import io.sluice.node.capture.Captures;
import io.sluice.node.dedup.Deduplication;
import io.sluice.node.tunnel.PacketTap;
import java.nio.file.Path;
import java.time.Duration;

/** A chain that does all that a config can ask for, for nobody: to be warmed up by and let go. */
final class WarmChain implements AutoCloseable {
  private static final long RING = 4L << 20;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Deduplication copies = new Deduplication();
  private final FlowTaps flows = FlowTaps.forNothing();
  private final Broker broker = Broker.forNothing();
  private final Chain chain;

  WarmChain() {
    copies.change(Deduplication.SHORTEST);
    // Never started: it writes nothing
    Captures captures =
        new Captures(
            new CaptureSettings(Path.of(""), RING, RING, MINUTE, Duration.ofSeconds(1), 0), 1);
    captures.change(
        new CaptureConfig(
            "tcp or udp port 53 or vlan", 0, CaptureConfig.LEAST_BYTES, MINUTE, false));
    chain = new Chain(copies.next(), flows.get(), captures.get(), broker.tap());
  }

  PacketTap tap() {
    return chain;
  }

  /** From now on all see copies too, as retransmissions are that take their time. */
  void takeCopies() {
    copies.change(null);
    chain.tick(0);
  }

  @Override
  public void close() {
    flows.close();
    broker.close();
  }
}
