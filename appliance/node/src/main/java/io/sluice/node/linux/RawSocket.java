package io.sluice.node.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * A socket of an IP protocol other than UDP and TCP that never blocks (raw(7), icmp(7)); the kernel
 * writes the IP header of what it sends.
 */
public final class RawSocket implements AutoCloseable {
  /** {@code struct sock_filter}: BPF_RET | BPF_K, which takes no byte of any packet. */
  private static final long TAKE_NOTHING = 0x06;

  private final int fd;
  private final boolean six;
  private boolean closed;

  private RawSocket(int fd, boolean six) {
    this.fd = fd;
    this.six = six;
  }

  /**
   * Opens a socket of an address's family.
   *
   * @param type SOCK_RAW, which takes CAP_NET_RAW; or SOCK_DGRAM for ICMP, which {@code
   *     net.ipv4.ping_group_range} must permit
   * @throws IOException when the kernel refuses, saying why in a few words
   */
  public static RawSocket open(InetAddress like, int type, int protocol) throws IOException {
    boolean six = like instanceof Inet6Address;
    int family = six ? Constants.AF_INET6 : Constants.AF_INET;
    int flags = Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC;
    return new RawSocket(
        UdpSocket.checked(new Sockets().socket(family, type | flags, protocol)), six);
  }

  public int fd() {
    return fd;
  }

  /** Sets an option that is an int; whether the kernel took it. */
  public boolean set(int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, value);
      return new Sockets().set(fd, level, option, number) >= 0;
    }
  }

  /** As {@link UdpSocket#reportDrops}. */
  public void reportDrops() {
    if (six) {
      set(Constants.IPPROTO_IPV6, Constants.IPV6_RECVERR, 1);
    } else {
      set(Constants.IPPROTO_IP, Constants.IP_RECVERR, 1);
    }
  }

  /** For one that only sends: of what comes, nothing is kept. */
  public void deaf() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_LONG, TAKE_NOTHING);
      MemorySegment fprog = arena.allocate(2L * Long.BYTES, Long.BYTES);
      fprog.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      fprog.set(ValueLayout.JAVA_LONG, Long.BYTES, code.address());
      // Without it, it would only cost more
      int ignored = new Sockets().set(fd, Constants.SOL_SOCKET, Constants.SO_ATTACH_FILTER, fprog);
    }
  }

  /** Fixes the address that it sends from. */
  public void bind(InetAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      UdpSocket.checked(new Sockets().bind(fd, UdpSocket.name(arena, six, address, 0)));
    }
  }

  /** Fixes whom it sends to, and of whose errors it is told. */
  public void connect(InetAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      UdpSocket.checked(new Sockets().connect(fd, UdpSocket.name(arena, six, address, 0)));
    }
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      new Sockets().close(fd);
    }
  }
}
