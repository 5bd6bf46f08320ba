package io.sluice.node.broker;

import io.sluice.node.linux.Constants;
import io.sluice.node.linux.RawSocket;
import io.sluice.node.linux.UdpSocket;
import io.sluice.node.tunnel.Runs;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets to one target at one address: several for UDP, so that a flow keeps its source port
 * and the networks between see entropy (RFC 7348 section 5); one for GRE.
 */
final class Way implements AutoCloseable {
  /** Source ports toward a target; with more, fewer datagrams leave by one call. */
  static final int PORTS = 8;

  private static final int SEND_BUFFER = 4 << 20;

  /** Bytes of IP and UDP headers before what we write. */
  private static final int IPV4 = 20;

  private static final int IPV6 = 40;
  private static final int UDP = 8;

  private final List<Runnable> closing = new ArrayList<>();
  private final int[] fds;
  private final Runs.Chain[] chains;
  private final boolean cuts;
  private final int overhead;

  /** The longest datagram that is sent in one call with others, as {@link Runs} has it. */
  private int longest;

  private Way(int ports, boolean cuts, int overhead) {
    this.fds = new int[ports];
    this.chains = new Runs.Chain[ports];
    for (int i = 0; i < ports; i++) {
      chains[i] = new Runs.Chain();
    }
    this.cuts = cuts;
    this.overhead = overhead;
    this.longest = cuts ? Runs.MAX_BYTES : 0;
  }

  /**
   * Opens the sockets.
   *
   * @param source to send from, if it is of the address's family and no wildcard
   * @throws IOException when the kernel refuses, saying why in a few words
   */
  static Way open(Target target, InetAddress source, InetAddress address) throws IOException {
    boolean udp = target.encapsulation().isUdp();
    int ip = address instanceof Inet6Address ? IPV6 : IPV4;
    Way way = new Way(udp ? PORTS : 1, udp, udp ? ip + UDP : ip);
    boolean bind =
        !source.isAnyLocalAddress()
            && source instanceof Inet6Address == address instanceof Inet6Address;
    try {
      for (int i = 0; i < way.fds.length; i++) {
        way.fds[i] =
            udp ? way.udp(target.port(), source, bind, address) : way.gre(source, bind, address);
      }
    } catch (IOException e) {
      way.close();
      throw e;
    }
    return way;
  }

  private int udp(int port, InetAddress source, boolean bind, InetAddress address)
      throws IOException {
    UdpSocket socket = UdpSocket.open(address);
    closing.add(socket::close);
    if (bind) {
      socket.bind(source, 0);
    }
    socket.buffer(Constants.SO_SNDBUF, Constants.SO_SNDBUFFORCE, SEND_BUFFER);
    // Nobody reads these: what somebody sends to them need not be kept
    socket.set(Constants.SOL_SOCKET, Constants.SO_RCVBUF, 0);
    socket.reportDrops();
    socket.connect(address, port);
    return socket.fd();
  }

  private int gre(InetAddress source, boolean bind, InetAddress address) throws IOException {
    RawSocket socket = RawSocket.open(address, Constants.SOCK_RAW, Constants.IPPROTO_GRE);
    closing.add(socket::close);
    socket.deaf();
    if (bind) {
      socket.bind(source);
    }
    if (!socket.set(Constants.SOL_SOCKET, Constants.SO_SNDBUFFORCE, SEND_BUFFER)) {
      socket.set(Constants.SOL_SOCKET, Constants.SO_SNDBUF, SEND_BUFFER);
    }
    socket.reportDrops();
    socket.connect(address);
    return socket.fd();
  }

  int ports() {
    return fds.length;
  }

  int fd(int port) {
    return fds[port];
  }

  Runs.Chain chain(int port) {
    return chains[port];
  }

  /** The port of a flow. */
  int port(int flowHash) {
    return flowHash & fds.length - 1;
  }

  /** Whether one message may be several datagrams. */
  boolean cuts() {
    return cuts;
  }

  /** Of IP and UDP headers, in bytes. */
  int overhead() {
    return overhead;
  }

  int longest() {
    return longest;
  }

  /** From now on no longer ones are sent together. */
  void longest(int bytes) {
    longest = bytes;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
