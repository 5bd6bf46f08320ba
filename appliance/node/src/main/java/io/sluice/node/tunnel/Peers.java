package io.sluice.node.tunnel;

import io.sluice.node.linux.Constants;
import io.sluice.node.linux.UdpSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a lane sends to. The first ones, which are the gateways unless somebody forges senders, have
 * connected sockets of their own, for which the kernel looks up no route; further ones share some
 * that are not connected. Finding a known peer allocates nothing.
 */
final class Peers {
  /**
   * Source ports toward each peer, of each worker. Fewer make longer runs: with mixed lengths four
   * cost a fifth less than eight.
   */
  static final int SENDERS = 4;

  private static final int MAX_CONNECTED = 32;
  private static final int MAX_PEERS = 1024;
  private static final int SLOTS = 2 * MAX_PEERS;
  private static final int SEND_BUFFER = 4 << 20;

  private final InetAddress local;
  private final OwnSenders ownSenders;
  private final @Nullable Peer[] table = new Peer[SLOTS];
  private final List<UdpSocket> sockets = new ArrayList<>();
  private final UdpSocket[] shared;
  private int known;
  private int connected;

  /**
   * @throws IOException when there are no sockets to send by
   */
  Peers(InetAddress local, OwnSenders ownSenders) throws IOException {
    this.local = local;
    this.ownSenders = ownSenders;
    this.shared = open();
  }

  Peer find(Tunnel tunnel, long high, long low, int port) {
    int slot = slot(high, low, port);
    while (true) {
      Peer peer = table[slot];
      if (peer == null) {
        return add(tunnel, high, low, port);
      }
      if (peer.is(tunnel, high, low, port)) {
        return peer;
      }
      slot = slot + 1 & SLOTS - 1;
    }
  }

  private static int slot(long high, long low, int port) {
    long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L + port * 0xbf58_476d_1ce4_e5b9L;
    return (int) (mixed >>> 40) & SLOTS - 1;
  }

  private Peer add(Tunnel tunnel, long high, long low, int port) {
    if (known == MAX_PEERS) {
      forgetUnconnected();
    }
    Peer peer = connect(tunnel, high, low, port);
    if (peer == null) {
      MemorySegment name = shared[0].name(Arena.ofAuto(), Addresses.of(high, low), port);
      peer = new Peer(tunnel, high, low, port, shared, name);
    }
    put(peer);
    return peer;
  }

  private void put(Peer peer) {
    int slot = slot(peer.high, peer.low, peer.port);
    while (table[slot] != null) {
      slot = slot + 1 & SLOTS - 1;
    }
    table[slot] = peer;
    known++;
  }

  private void forgetUnconnected() {
    @Nullable Peer[] all = table.clone();
    Arrays.fill(table, null);
    known = 0;
    for (Peer peer : all) {
      if (peer != null && peer.name.equals(MemorySegment.NULL)) {
        put(peer);
      }
    }
  }

  private @Nullable Peer connect(Tunnel tunnel, long high, long low, int port) {
    if (connected == MAX_CONNECTED) {
      return null;
    }
    try {
      UdpSocket[] own = open();
      try {
        for (UdpSocket socket : own) {
          socket.connect(Addresses.of(high, low), port);
        }
      } catch (IOException e) {
        Arrays.asList(own).forEach(UdpSocket::close);
        return null;
      }
      connected++;
      return new Peer(tunnel, high, low, port, own, MemorySegment.NULL);
    } catch (IOException e) {
      return null;
    }
  }

  private UdpSocket[] open() throws IOException {
    UdpSocket[] opened = new UdpSocket[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
      UdpSocket socket = UdpSocket.open(local);
      opened[i] = socket;
      sockets.add(socket);
      socket.bind(local, 0);
      ownSenders.add(socket.port());
      socket.buffer(Constants.SO_SNDBUF, Constants.SO_SNDBUFFORCE, SEND_BUFFER);
      // Nobody reads these: what somebody sends to them need not be kept
      socket.set(Constants.SOL_SOCKET, Constants.SO_RCVBUF, 0);
      socket.reportDrops();
    }
    return opened;
  }

  void close() {
    sockets.forEach(UdpSocket::close);
  }
}
