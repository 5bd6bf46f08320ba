package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands datagrams to a worker without any socket. */
final class Hands {
  final Counters counters = new Counters();
  final Sent sent = new Sent(counters);
  private final Worker worker;
  private final InetSocketAddress from;

  /**
   * @param own the one sender that is the appliance itself
   */
  Hands(InetSocketAddress from, InetSocketAddress own, int buffer, @Nullable PacketTap tap) {
    this.from = from;
    OwnSenders ownSenders =
        new OwnSenders((high, low) -> Addresses.of(high, low).equals(own.getAddress()));
    ownSenders.add(own.getPort());
    worker = new Worker(counters, ownSenders, buffer, tap);
  }

  boolean give(Route route, byte[] datagram) {
    return give(route, datagram, from);
  }

  boolean give(Route route, byte[] datagram, InetSocketAddress sender) {
    return worker.accept(
        route,
        sent,
        MemorySegment.ofArray(datagram.clone()),
        0,
        datagram.length,
        Addresses.high(sender.getAddress()),
        Addresses.low(sender.getAddress()),
        sender.getPort(),
        1);
  }

  Worker worker() {
    return worker;
  }

  Totals totals() {
    return counters.totals(Map.of());
  }
}
