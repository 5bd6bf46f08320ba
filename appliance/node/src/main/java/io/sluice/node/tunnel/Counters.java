package io.sluice.node.tunnel;

import java.util.Map;

/** Running totals. Owned by the event loop; others read a {@link Totals} made on it. */
final class Counters {
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

  void queued() {
    queued++;
  }

  /** A queued datagram left. */
  void sent(Tunnel tunnel, int bytes) {
    queued--;
    outPackets.add(tunnel, 1);
    outBytes.add(tunnel, bytes);
  }

  /** A queued datagram could not leave. */
  void sendFailed() {
    queued--;
    drop(DropReason.SEND_FAILED);
  }

  void drop(DropReason reason) {
    drops.add(reason, 1);
  }

  void loopError() {
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
