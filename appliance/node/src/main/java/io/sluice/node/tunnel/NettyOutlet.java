package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Netty channels that datagrams leave by. There are several, each with its own source port, and
 * the inner flow's hash chooses: so a flow keeps its order, and the networks between see entropy in
 * the outer source port (RFC 7348 section 5, RFC 8926 section 3.3). What goes back to an AWS
 * gateway load balancer leaves by them, too: its cookie names the flow. The kernel fills in the
 * outer checksum: IPv4 would allow zero, but the working Azure set-ups that we know of all send
 * one.
 */
final class NettyOutlet implements Outlet {
  /** Gateways are few; this only bounds what forged senders can fill. */
  private static final int MAX_PEERS = 1024;

  private record Peer(long high, long low, int port) {}

  private final Channel[] channels;
  private final List<ArrayDeque<SendTicket>> tickets;
  private final boolean[] dirty;
  private final Counters counters;
  private final Map<Peer, InetSocketAddress> peers = new HashMap<>();
  private @Nullable ByteBuf current;

  NettyOutlet(List<Channel> channels, Counters counters, OwnSenders ownSenders) {
    this.channels = channels.toArray(Channel[]::new);
    this.tickets = channels.stream().map(channel -> new ArrayDeque<SendTicket>()).toList();
    this.dirty = new boolean[this.channels.length];
    this.counters = counters;
    for (Channel channel : channels) {
      if (channel.localAddress() instanceof InetSocketAddress address) {
        ownSenders.add(address.getPort());
      }
    }
  }

  /** Says whose memory the next datagrams are in; who calls keeps the reference. */
  void current(ByteBuf buffer) {
    current = buffer;
  }

  /** Retains the current buffer, which must hold exactly this datagram. */
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
    int i = Math.floorMod(flowHash, channels.length);
    Channel channel = channels[i];
    ByteBuf payload = current;
    if (payload == null || !channel.isWritable()) {
      return false;
    }
    ArrayDeque<SendTicket> pool = tickets.get(i);
    SendTicket ticket = pool.isEmpty() ? new SendTicket(channel, pool, counters) : pool.pop();
    counters.queued();
    dirty[i] = true;
    InetSocketAddress to = peer(toHigh, toLow, toPort);
    var _ = channel.write(new DatagramPacket(payload.retain(), to), ticket.of(tunnel, length));
    return true;
  }

  private InetSocketAddress peer(long high, long low, int port) {
    if (peers.size() >= MAX_PEERS) {
      peers.clear();
    }
    return peers.computeIfAbsent(
        new Peer(high, low, port),
        peer -> new InetSocketAddress(Addresses.of(high, low), peer.port()));
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
