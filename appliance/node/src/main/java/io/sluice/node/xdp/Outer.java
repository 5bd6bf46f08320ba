package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The headers around a tunnel's datagram as the {@link Classifier} lets them through: Ethernet,
 * IPv4 without options or IPv6 without extensions, UDP. A cursor to be used again for each frame by
 * one thread.
 *
 * <p>The frame goes back to where it came from, rewritten in place: MAC and IP addresses change
 * sides, so the next hop is the station that sent it, whatever the routing table says. Length, DSCP
 * and ECN, identification and the don't-fragment bit stay as they came; hop limits begin anew.
 *
 * <p>A datagram that came without a UDP checksum goes back without one: RFC 7348 section 5 wants
 * none over IPv4, and then its payload is not looked at. Any other is verified and computed over
 * all bytes, in one pass over the payload. It is never derived from the one that came: between
 * virtual interfaces that one is often not finished (the kernel's CHECKSUM_PARTIAL: the card, which
 * there is not, was to do it), and nothing in the frame says so.
 */
final class Outer {
  static final int ETHERNET_LENGTH = 14;
  static final int IPV4_LENGTH = 20;
  static final int IPV6_LENGTH = 40;
  static final int UDP_LENGTH = 8;

  /** How much of a datagram's beginning a treatment may write to, in bytes. */
  static final int WRITABLE = 64;

  /** RFC 7348 section 5 recommends the dynamic ports, 49152 to 65535. */
  private static final int FIRST_PORT = 49_152;

  private static final int PORTS_MASK = 0x3fff;
  private static final int HOPS = 64;
  private static final int UDP = 17;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort RAW_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt RAW_INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong RAW_LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private MemorySegment memory = MemorySegment.NULL;
  private long frame;
  private boolean six;
  private long udp;
  private int udpLength;
  private long pseudo;
  private long tail;
  private boolean summed;

  /**
   * Wraps a frame.
   *
   * @return false if it is not one that the classifier lets through, or was damaged on its way: a
   *     header or a checksum contradicts the rest
   */
  boolean parse(MemorySegment memory, long at, int length) {
    this.memory = memory;
    frame = at;
    long ip = at + ETHERNET_LENGTH;
    six = (memory.get(SHORT, at + 12) & 0xffff) == 0x86dd;
    udp = ip + (six ? IPV6_LENGTH : IPV4_LENGTH);
    udpLength = memory.get(SHORT, udp + 4) & 0xffff;
    if (udpLength < UDP_LENGTH || udp + udpLength > at + length) {
      return false;
    }
    if (!six && OnesComplement.fold(OnesComplement.sum(memory, ip, IPV4_LENGTH)) != 0xffff) {
      return false;
    }
    int checksum = memory.get(RAW_SHORT, udp + 6) & 0xffff;
    summed = checksum != 0;
    if (!summed) {
      return !six; // RFC 768: none was sent. RFC 8200 section 8.1: there must be one
    }
    int addresses = six ? 32 : 8;
    pseudo =
        OnesComplement.sum(memory, udp - addresses, addresses)
            + OnesComplement.word(UDP)
            + OnesComplement.word(udpLength);
    int beginning = Math.min(payloadLength(), WRITABLE);
    tail = OnesComplement.sum(memory, payload() + beginning, payloadLength() - beginning);
    return OnesComplement.fold(pseudo + tail + beginning()) == 0xffff
        || OnesComplement.fold(pseudo) == checksum;
  }

  /** The sum of the UDP header and of what a treatment may write to. */
  private long beginning() {
    return OnesComplement.sum(memory, udp, Math.min(udpLength, UDP_LENGTH + WRITABLE));
  }

  /** Where the UDP payload starts. */
  long payload() {
    return udp + UDP_LENGTH;
  }

  /** In bytes. */
  int payloadLength() {
    return udpLength - UDP_LENGTH;
  }

  int destinationPort() {
    return memory.get(SHORT, udp + 2) & 0xffff;
  }

  int senderPort() {
    return memory.get(SHORT, udp) & 0xffff;
  }

  boolean isIpv6() {
    return six;
  }

  /** The sender's address; only of IPv4. */
  int sender4() {
    return memory.get(INT, udp - 8);
  }

  /** The upper 64 bits of the sender's address; only of IPv6. */
  long sender6High() {
    return memory.get(LONG, udp - 32);
  }

  /** The lower 64 bits of the sender's address; only of IPv6. */
  long sender6Low() {
    return memory.get(LONG, udp - 24);
  }

  /**
   * Turns the frame round, whatever of its payload's first {@link #WRITABLE} bytes has been changed
   * since {@link #parse}.
   *
   * @param port to send to, UDP
   * @param flowHash chooses the port to send from
   */
  void turn(int port, int flowHash) {
    swapMacs();
    if (six) {
      memory.set(ValueLayout.JAVA_BYTE, udp - 33, (byte) HOPS);
      swap(udp - 32, udp - 16);
      swap(udp - 24, udp - 8);
    } else {
      turn4();
    }
    memory.set(SHORT, udp, (short) (FIRST_PORT + (flowHash & PORTS_MASK)));
    memory.set(SHORT, udp + 2, (short) port);
    if (summed) {
      memory.set(RAW_SHORT, udp + 6, (short) 0);
      int checksum = ~OnesComplement.fold(pseudo + tail + beginning()) & 0xffff;
      memory.set(RAW_SHORT, udp + 6, (short) (checksum == 0 ? 0xffff : checksum));
    }
  }

  private void swapMacs() {
    int destination = memory.get(RAW_INT, frame);
    short destinationEnd = memory.get(RAW_SHORT, frame + 4);
    memory.set(RAW_INT, frame, memory.get(RAW_INT, frame + 6));
    memory.set(RAW_SHORT, frame + 4, memory.get(RAW_SHORT, frame + 10));
    memory.set(RAW_INT, frame + 6, destination);
    memory.set(RAW_SHORT, frame + 10, destinationEnd);
  }

  private void turn4() {
    long ip = udp - IPV4_LENGTH;
    int from = memory.get(RAW_INT, ip + 12);
    memory.set(RAW_INT, ip + 12, memory.get(RAW_INT, ip + 16));
    memory.set(RAW_INT, ip + 16, from);
    memory.set(ValueLayout.JAVA_BYTE, ip + 8, (byte) HOPS);
    memory.set(RAW_SHORT, ip + 10, (short) 0);
    int checksum = ~OnesComplement.fold(OnesComplement.sum(memory, ip, IPV4_LENGTH));
    memory.set(RAW_SHORT, ip + 10, (short) checksum);
  }

  private void swap(long one, long other) {
    long kept = memory.get(RAW_LONG, one);
    memory.set(RAW_LONG, one, memory.get(RAW_LONG, other));
    memory.set(RAW_LONG, other, kept);
  }
}
