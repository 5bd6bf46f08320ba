package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** An outlet for tests: keeps what it is given, or refuses it. */
final class Sent implements Outlet {
  private final Counters counters;
  private final Deque<Packet> packets = new ArrayDeque<>();
  private boolean full;

  /** One datagram that left. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Packet(Tunnel tunnel, InetSocketAddress to, byte[] bytes, int flowHash) {}

  Sent(Counters counters) {
    this.counters = counters;
  }

  /** From now on there is no room. */
  void fill() {
    full = true;
  }

  @Override
  public boolean send(
      Tunnel tunnel,
      MemorySegment memory,
      long at,
      int length,
      long toHigh,
      long toLow,
      int toPort,
      int flowHash) {
    if (full) {
      return false;
    }
    byte[] bytes = memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    InetSocketAddress to = new InetSocketAddress(Addresses.of(toHigh, toLow), toPort);
    packets.add(new Packet(tunnel, to, bytes, flowHash));
    counters.queued();
    counters.sent(tunnel, length);
    return true;
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  Packet next() {
    return packets.remove();
  }
}
