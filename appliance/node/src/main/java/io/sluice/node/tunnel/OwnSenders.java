package io.sluice.node.tunnel;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The sockets that this appliance sends by. A datagram that comes from one of them must not be
 * forwarded: it would go round for ever. Threads share it; a port is never taken off, for datagrams
 * of a socket just closed may still be under way.
 */
public final class OwnSenders {
  private static final int PORTS = 1 << 16;

  private final AtomicLongArray ports = new AtomicLongArray(PORTS / Long.SIZE);
  private final Addressed ours;

  /** Whether an address, as {@link Addresses} has it, is this machine's. */
  @FunctionalInterface
  interface Addressed {
    boolean test(long high, long low);
  }

  OwnSenders(Addressed ours) {
    this.ours = ours;
  }

  /** Datagrams leave by this UDP port from now on. */
  public void add(int port) {
    ports.getAndAccumulate(port / Long.SIZE, 1L << port, (bits, bit) -> bits | bit);
  }

  boolean has(long high, long low, int port) {
    return (ports.getPlain(port / Long.SIZE) & 1L << port) != 0 && ours.test(high, low);
  }
}
