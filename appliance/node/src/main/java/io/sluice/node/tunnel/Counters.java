package io.sluice.node.tunnel;

import java.util.Map;

/** One worker's running totals. Its event loop's own; others read a {@link Totals} made on it. */
public final class Counters {
  private final Tally<Tunnel> inPackets = new Tally<>(Tunnel.class);
  private final Tally<Tunnel> inBytes = new Tally<>(Tunnel.class);
  private final Tally<Tunnel> outPackets = new Tally<>(Tunnel.class);
  private final Tally<Tunnel> outBytes = new Tally<>(Tunnel.class);
  private final Tally<Tunnel> observedPackets = new Tally<>(Tunnel.class);
  private final Tally<Tunnel> observedBytes = new Tally<>(Tunnel.class);
  private final Tally<DropReason> drops = new Tally<>(DropReason.class);
  private long queued;
  private long loopErrors;

  void in(Tunnel tunnel, int bytes) {
    inPackets.add(tunnel, 1);
    inBytes.add(tunnel, bytes);
  }

  void observed(Tunnel tunnel, int bytes) {
    observedPackets.add(tunnel, 1);
    observedBytes.add(tunnel, bytes);
  }

  /** An outlet took a datagram; then it says what became of it. */
  public void queued() {
    queued++;
  }

  /** A queued datagram left. */
  public void sent(Tunnel tunnel, int bytes) {
    sent(tunnel, 1, bytes);
  }

  /** Queued datagrams left. */
  public void sent(Tunnel tunnel, int datagrams, int bytes) {
    queued -= datagrams;
    outPackets.add(tunnel, datagrams);
    outBytes.add(tunnel, bytes);
  }

  /** The kernel refused queued datagrams. */
  public void sendFailed(int datagrams) {
    queued -= datagrams;
    drops.add(DropReason.SEND_FAILED, datagrams);
  }

  /** There was no room for queued datagrams for too long. */
  public void unsent(int datagrams) {
    queued -= datagrams;
    drops.add(DropReason.SEND_QUEUE_FULL, datagrams);
  }

  void drop(DropReason reason) {
    drops.add(reason, 1);
  }

  /** Something failed that cost no known datagram. */
  public void loopError() {
    loopErrors++;
  }

  long queue() {
    return queued;
  }

  Totals totals(Map<Tunnel, Long> kernelDrops) {
    return new Totals(
        inPackets.values(),
        inBytes.values(),
        outPackets.values(),
        outBytes.values(),
        observedPackets.values(),
        observedBytes.values(),
        drops.values(),
        queued,
        kernelDrops,
        loopErrors);
  }
}
