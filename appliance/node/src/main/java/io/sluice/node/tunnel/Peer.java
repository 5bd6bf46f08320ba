package io.sluice.node.tunnel;

import io.sluice.node.linux.UdpSocket;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Somebody to send to by one tunnel, and the sockets to do it by. */
final class Peer {
  final Tunnel tunnel;
  final long high;
  final long low;
  final int port;
  final Sender[] senders;

  /** Its sockaddr where its sockets are not connected to it, or empty. */
  final MemorySegment name;

  /**
   * The longest datagram that is sent in one call with others, in bytes: more than the kernel cuts
   * up where it would have to fragment what it cut.
   */
  int longestSegment = Runs.MAX_BYTES;

  /** One of the peer's sockets: one outer source port. */
  static final class Sender {
    final Peer peer;
    final int fd;

    /** Address of a sockaddr to send to, 0 for a connected socket. */
    final long name;

    final int nameLength;
    final Runs.Chain chain = new Runs.Chain();

    Sender(Peer peer, int fd, MemorySegment name) {
      this.peer = peer;
      this.fd = fd;
      this.name = name.address();
      this.nameLength = (int) name.byteSize();
    }
  }

  /**
   * @param name its sockaddr where the sockets are not connected to it, or {@link
   *     MemorySegment#NULL}
   */
  Peer(Tunnel tunnel, long high, long low, int port, UdpSocket[] sockets, MemorySegment name) {
    this.tunnel = tunnel;
    this.high = high;
    this.low = low;
    this.port = port;
    this.name = name;
    this.senders =
        Arrays.stream(sockets)
            .map(socket -> new Sender(this, socket.fd(), name))
            .toArray(Sender[]::new);
  }

  boolean is(Tunnel otherTunnel, long otherHigh, long otherLow, int otherPort) {
    return low == otherLow && high == otherHigh && port == otherPort && tunnel == otherTunnel;
  }
}
