package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.sluice.node.log.Log;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes each received datagram to its end: sent on, observed, or counted as dropped. */
final class Worker {
  private static final Log LOG = Log.of(Worker.class);

  /** Gateways are few; this only bounds what forged senders can fill. */
  private static final int MAX_PEERS = 1024;

  private final Egress egress;
  private final Counters counters;
  private final int maxLength;
  private final Datagram datagram = new Datagram();
  private final Map<Tunnel, Map<InetAddress, InetSocketAddress>> peers =
      new EnumMap<>(Tunnel.class);
  private boolean faultLogged;

  /**
   * @param bufferLength of a datagram's receive buffer; one that fills it was cut off
   */
  Worker(Egress egress, Counters counters, int bufferLength) {
    this.egress = egress;
    this.counters = counters;
    this.maxLength = bufferLength - 1;
  }

  /** Takes over the packet. */
  void accept(Route route, DatagramPacket packet) {
    ByteBuf payload = packet.content();
    int bytes = payload.readableBytes();
    counters.in(route.in(), bytes);
    DropReason reason;
    try {
      reason = decide(route, payload, packet.sender());
    } catch (RuntimeException e) {
      reason = DropReason.INTERNAL_ERROR;
      if (!faultLogged) {
        faultLogged = true;
        LOG.error("A datagram could not be handled; further ones are only counted", e);
      }
    }
    Route.Exit exit = route.exit();
    if (reason != null) {
      counters.drop(reason);
      payload.release();
    } else if (exit == null) {
      counters.observed(route.in(), bytes);
      payload.release();
    } else if (!egress.send(
        exit.tunnel(), payload, peer(packet.sender(), exit), datagram.flowHash())) {
      counters.drop(DropReason.SEND_QUEUE_FULL);
    }
  }

  private @Nullable DropReason decide(Route route, ByteBuf payload, InetSocketAddress sender) {
    if (payload.readableBytes() > maxLength) {
      return DropReason.TRUNCATED;
    }
    if (egress.isOwn(sender)) {
      return DropReason.OWN_DATAGRAM;
    }
    datagram.wrap(payload);
    return route.treatment().apply(datagram);
  }

  private InetSocketAddress peer(InetSocketAddress sender, Route.Exit exit) {
    Map<InetAddress, InetSocketAddress> known =
        peers.computeIfAbsent(exit.tunnel(), tunnel -> new HashMap<>());
    InetSocketAddress peer = known.get(sender.getAddress());
    if (peer == null || peer.getPort() != exit.port()) {
      if (known.size() >= MAX_PEERS) {
        known.clear();
      }
      peer = new InetSocketAddress(sender.getAddress(), exit.port());
      known.put(sender.getAddress(), peer);
    }
    return peer;
  }

  void batchDone() {
    egress.flush();
  }

  void error(Throwable cause) {
    counters.loopError();
    LOG.warn("The event loop met an error", "error", String.valueOf(cause));
  }
}
