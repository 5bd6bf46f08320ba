package io.sluice.node.linux;

import static io.sluice.node.linux.Constants.AF_INET;
import static io.sluice.node.linux.Constants.AF_INET6;
import static io.sluice.node.linux.Constants.SOCK_CLOEXEC;
import static io.sluice.node.linux.Constants.SOCK_DGRAM;
import static io.sluice.node.linux.Constants.SOCK_NONBLOCK;
import static io.sluice.node.linux.Constants.SOL_SOCKET;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;

/** A UDP socket that never blocks, by its file descriptor. */
public final class UdpSocket implements AutoCloseable {
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int MEMINFO_INTS = 9;

  private final int fd;
  private final boolean six;
  private boolean closed;

  private UdpSocket(int fd, boolean six) {
    this.fd = fd;
    this.six = six;
  }

  /**
   * Opens a socket of an address's family; it is not bound.
   *
   * @throws IOException when the kernel refuses, saying why in a few words
   */
  public static UdpSocket open(InetAddress like) throws IOException {
    boolean six = like instanceof Inet6Address;
    int fd =
        new Sockets()
            .socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return new UdpSocket(checked(fd), six);
  }

  static int checked(int result) throws IOException {
    if (result < 0) {
      throw new IOException(Errno.text(-result));
    }
    return result;
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

  /**
   * Asks for a buffer beyond the kernel's cap, or, where that is not permitted, up to it.
   *
   * @param capped SO_SNDBUF or SO_RCVBUF
   * @param forced the same with FORCE
   */
  public void buffer(int capped, int forced, int bytes) {
    if (!set(SOL_SOCKET, forced, bytes)) {
      set(SOL_SOCKET, capped, bytes);
    }
  }

  /**
   * Has a send fail with ENOBUFS where the machine itself drops the datagram, a full queue of the
   * card for example; otherwise it would count as sent (ip(7), IP_RECVERR).
   */
  public void reportDrops() {
    if (six) {
      set(Constants.IPPROTO_IPV6, Constants.IPV6_RECVERR, 1);
    } else {
      set(Constants.IPPROTO_IP, Constants.IP_RECVERR, 1);
    }
  }

  /**
   * Lets a classic BPF program choose among the sockets of this one's SO_REUSEPORT group, for all
   * of them (socket(7), SO_ATTACH_REUSEPORT_CBPF). It reads the UDP payload and returns the index
   * of a socket in the order of binding; when one closes the last one takes its index.
   *
   * @param program of {@code struct sock_filter}, 8 bytes an instruction
   * @throws IOException when the kernel refuses it
   */
  public void steer(byte[] program) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(program.length, Long.BYTES);
      MemorySegment.copy(program, 0, code, ValueLayout.JAVA_BYTE, 0, program.length);
      MemorySegment fprog = arena.allocate(2L * Long.BYTES, Long.BYTES);
      fprog.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / Long.BYTES));
      fprog.set(ValueLayout.JAVA_LONG, Long.BYTES, code.address());
      checked(new Sockets().set(fd, SOL_SOCKET, Constants.SO_ATTACH_REUSEPORT_CBPF, fprog));
    }
  }

  /** Binds; port 0 for any that is free. */
  public void bind(InetAddress address, int port) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      checked(new Sockets().bind(fd, name(arena, address, port)));
    }
  }

  /** Fixes whom it sends to. */
  public void connect(InetAddress address, int port) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      checked(new Sockets().connect(fd, name(arena, address, port)));
    }
  }

  /** The port that it is bound to. */
  public int port() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Layouts.SOCKADDR_IN6, Long.BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Layouts.SOCKADDR_IN6);
      checked(new Sockets().name(fd, name, length));
      return name.get(PORT, Layouts.SIN_PORT) & 0xffff;
    }
  }

  /** Datagrams dropped so far because the receive queue was full; modulo 2^32, as it is counted. */
  public long drops() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(ValueLayout.JAVA_INT, MEMINFO_INTS);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) info.byteSize());
      int result = new Sockets().get(fd, SOL_SOCKET, Constants.SO_MEMINFO, info, length);
      return result < 0
          ? 0
          : info.getAtIndex(ValueLayout.JAVA_INT, Constants.SK_MEMINFO_DROPS) & 0xffff_ffffL;
    }
  }

  /** An address as this socket takes it: {@code sockaddr_in}, or {@code sockaddr_in6} for IPv6. */
  public MemorySegment name(Arena arena, InetAddress address, int port) {
    return name(arena, six, address, port);
  }

  static MemorySegment name(Arena arena, boolean six, InetAddress address, int port) {
    int length = six ? Layouts.SOCKADDR_IN6 : Layouts.SOCKADDR_IN;
    MemorySegment name = arena.allocate(length, Long.BYTES);
    name.set(ValueLayout.JAVA_SHORT, Layouts.SIN_FAMILY, (short) (six ? AF_INET6 : AF_INET));
    name.set(PORT, Layouts.SIN_PORT, (short) port);
    byte[] bytes = address.getAddress();
    if (!six) {
      MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, Layouts.SIN_ADDR, bytes.length);
      return name;
    }
    int at = Layouts.SIN6_ADDR;
    if (bytes.length == Integer.BYTES) {
      name.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 10L, (short) -1);
      at += 12;
    }
    MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, at, bytes.length);
    return name;
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
