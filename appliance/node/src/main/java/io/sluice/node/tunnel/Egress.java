package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * The sockets that datagrams leave by. There are several, each with its own source port, and the
 * inner flow's hash chooses: so a flow keeps its order, and the networks between see entropy in the
 * outer source port (RFC 7348 section 5, RFC 8926 section 3.3). What goes back to an AWS gateway
 * load balancer leaves by them, too: its cookie names the flow. AWS's own sample keeps the port
 * that a packet came from, which takes a raw socket and the right to open one. The kernel fills in
 * the outer checksum: IPv4 would allow zero, but the working Azure set-ups that we know of all send
 * one.
 */
final class Egress {
  private final Channel[] channels;
  private final List<ArrayDeque<SendTicket>> tickets;
  private final boolean[] dirty;
  private final BitSet ports = new BitSet(65_536);
  private final Counters counters;
  private final Predicate<InetSocketAddress> ours;

  /**
   * @param ours whether an address is this machine's
   */
  Egress(List<Channel> channels, Counters counters, Predicate<InetSocketAddress> ours) {
    this.channels = channels.toArray(Channel[]::new);
    this.tickets = channels.stream().map(channel -> new ArrayDeque<SendTicket>()).toList();
    this.dirty = new boolean[this.channels.length];
    this.counters = counters;
    this.ours = ours;
    for (Channel channel : channels) {
      if (channel.localAddress() instanceof InetSocketAddress address) {
        ports.set(address.getPort());
      }
    }
  }

  /** Whether a datagram came from one of these sockets. */
  boolean isOwn(InetSocketAddress sender) {
    return ports.get(sender.getPort()) && ours.test(sender);
  }

  /** Queues the payload, which it takes over, until {@link #flush()}; false if there is no room. */
  boolean send(Tunnel out, ByteBuf payload, InetSocketAddress to, int flowHash) {
    int i = Math.floorMod(flowHash, channels.length);
    Channel channel = channels[i];
    if (!channel.isWritable()) {
      payload.release();
      return false;
    }
    ArrayDeque<SendTicket> pool = tickets.get(i);
    SendTicket ticket = pool.isEmpty() ? new SendTicket(channel, pool, counters) : pool.pop();
    counters.queued();
    dirty[i] = true;
    var _ = channel.write(new DatagramPacket(payload, to), ticket.of(out, payload.readableBytes()));
    return true;
  }

  void flush() {
    for (int i = 0; i < channels.length; i++) {
      if (dirty[i]) {
        dirty[i] = false;
        channels[i].flush();
      }
    }
  }

  void close() {
    for (Channel channel : channels) {
      channel.close().awaitUninterruptibly();
    }
  }
}
