package io.sluice.node.linux;

import io.sluice.packet.InternetChecksum;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * ICMP echo (<a href="https://www.rfc-editor.org/rfc/rfc792">RFC 792</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc4443#section-4.1">RFC 4443 section 4.1</a>), by the
 * kernel's own ping socket where {@code net.ipv4.ping_group_range} permits it (icmp(7)), otherwise
 * by a raw one, which takes CAP_NET_RAW.
 */
public final class Ping {
  private static final int LENGTH = 16;
  private static final int ROOM = 256;
  private static final int REQUEST_4 = 8;
  private static final int REPLY_4 = 0;
  private static final int REQUEST_6 = 128;
  private static final int REPLY_6 = 129;
  private static final int CHECKSUM = 2;
  private static final int COOKIE = 8;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ping() {}

  /**
   * Whether this process may send echo requests.
   *
   * @param like an address of the family that is asked for
   */
  public static boolean isPermitted(InetAddress like) {
    try (RawSocket socket = open(like)) {
      return socket.fd() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static RawSocket open(InetAddress like) throws IOException {
    int protocol = like instanceof Inet6Address ? Constants.IPPROTO_ICMPV6 : Constants.IPPROTO_ICMP;
    try {
      return RawSocket.open(like, Constants.SOCK_DGRAM, protocol);
    } catch (IOException e) {
      return RawSocket.open(like, Constants.SOCK_RAW, protocol);
    }
  }

  /**
   * Sends one request and waits for its reply.
   *
   * @return whether it came in time
   * @throws IOException when the kernel refuses to send, saying why in a few words
   */
  public static boolean answers(InetAddress address, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (RawSocket socket = open(address);
        Arena arena = Arena.ofConfined()) {
      socket.connect(address);
      return new Exchange(socket.fd(), address instanceof Inet6Address, arena).run(deadline);
    }
  }

  private static final class Exchange {
    private final Sockets calls = new Sockets();
    private final int fd;
    private final boolean six;
    private final long cookie = RANDOM.nextLong();
    private final MemorySegment data;
    private final MemorySegment vector;
    private final MemorySegment header;
    private final MemorySegment pollfd;

    Exchange(int fd, boolean six, Arena arena) {
      this.fd = fd;
      this.six = six;
      data = arena.allocate(ROOM, Long.BYTES);
      vector = arena.allocate(Layouts.IOVEC, Long.BYTES);
      header = arena.allocate(Layouts.MMSGHDR, Long.BYTES);
      pollfd = arena.allocate(Layouts.POLLFD, Long.BYTES);
      vector.set(ValueLayout.JAVA_LONG, Layouts.IOV_BASE, data.address());
      header.set(ValueLayout.JAVA_LONG, Layouts.MSG_IOV, vector.address());
      header.set(ValueLayout.JAVA_LONG, Layouts.MSG_IOV_LENGTH, 1);
    }

    boolean run(long deadline) throws IOException {
      data.set(ValueLayout.JAVA_BYTE, 0, (byte) (six ? REQUEST_6 : REQUEST_4));
      data.set(ValueLayout.JAVA_LONG, COOKIE, cookie);
      data.set(SHORT, CHECKSUM, (short) InternetChecksum.of(data, 0, LENGTH));
      vector.set(ValueLayout.JAVA_LONG, Layouts.IOV_LENGTH, LENGTH);
      UdpSocket.checked(calls.send(fd, header.address(), 1, 0));
      vector.set(ValueLayout.JAVA_LONG, Layouts.IOV_LENGTH, ROOM);
      while (true) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || !waits((int) Math.min(left + 1, 60_000))) {
          return false;
        }
        int got = calls.receive(fd, header.address(), 1, 0);
        if (got > 0 && isReply(header.get(ValueLayout.JAVA_INT, Layouts.MSG_LENGTH))) {
          return true;
        }
        if (got < 0 && got != -Errno.EAGAIN) {
          // What an earlier hop answered: there is no way
          return false;
        }
      }
    }

    private boolean waits(int millis) {
      pollfd.set(ValueLayout.JAVA_INT, 0, fd);
      pollfd.set(ValueLayout.JAVA_SHORT, Layouts.POLLFD_EVENTS, (short) Constants.POLLIN);
      return calls.poll(pollfd.address(), millis) > 0;
    }

    /** A raw socket of IPv4 gives the IP header, too. */
    private boolean isReply(int length) {
      int first = data.get(ValueLayout.JAVA_BYTE, 0) & 0xff;
      int at = !six && first >>> 4 == 4 ? (first & 0xf) * 4 : 0;
      return length >= at + LENGTH
          && (data.get(ValueLayout.JAVA_BYTE, at) & 0xff) == (six ? REPLY_6 : REPLY_4)
          && data.get(ValueLayout.JAVA_LONG_UNALIGNED, at + COOKIE) == cookie;
    }
  }
}
