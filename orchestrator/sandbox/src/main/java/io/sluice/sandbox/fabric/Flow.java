package io.sluice.sandbox.fabric;

import org.jspecify.annotations.Nullable;

/** An open flow through a frontend. Closing it forgets where it was pinned. */
public final class Flow implements AutoCloseable {
  private final Forwarder forwarder;
  private final FlowKey key;
  private final String frontendId;
  private final FlowEnd end;
  private @Nullable Watch target;
  private @Nullable Watch backend;
  private int moves;

  Flow(Forwarder forwarder, FlowKey key, String frontendId, FlowEnd end) {
    this.forwarder = forwarder;
    this.key = key;
    this.frontendId = frontendId;
    this.end = end;
  }

  /**
   * Sends a packet from the client or from the server; it arrives at the flow's end or is counted
   * as dropped somewhere.
   *
   * @param frame Ethernet with IPv4, addresses as both tunnels see them: the client's and the
   *     frontend's
   */
  public void send(Direction direction, byte[] frame) {
    forwarder.forward(this, direction, frame);
  }

  /** How often the flow had to leave an appliance whose probe had failed. */
  public synchronized int moves() {
    return moves;
  }

  FlowKey key() {
    return key;
  }

  String frontendId() {
    return frontendId;
  }

  FlowEnd end() {
    return end;
  }

  /** The appliance for the next packet, or null when none is healthy. */
  synchronized @Nullable Target target(Gateway gateway) {
    Watch before = target;
    Watch chosen = Balance.choose(before, gateway.targets(), key);
    if (chosen == null) {
      return null;
    }
    if (before != null && before.target() != chosen.target()) {
      moves++;
    }
    target = chosen;
    return chosen.target();
  }

  /** The server for the next packet, or null when none is healthy. */
  synchronized @Nullable Target backend(Rule rule) {
    Watch chosen = Balance.choose(backend, rule.backends(), key);
    if (chosen == null) {
      return null;
    }
    backend = chosen;
    return chosen.target();
  }

  @Override
  public void close() {
    forwarder.forget(this);
  }
}
