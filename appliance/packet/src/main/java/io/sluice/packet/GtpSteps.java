package io.sluice.packet;

/**
 * GTP's user plane (3GPP TS 29.281 section 5.1; version 0 of TS 29.060).
 *
 * <pre>
 *  +----------------------+---------+------------+-------------------------+ - - - - - - - - - +
 *  | version, P, E, S, PN | type(1) | length (2) | tunnel (4)              | S, PN, E: 4 more  |
 *  +----------------------+---------+------------+-------------------------+ - - - - - - - - - +
 * </pre>
 */
final class GtpSteps {
  private static final int PACKET = 0xff;
  private static final int LENGTH = 8;
  private static final int LENGTH_0 = 20;
  private static final int FLAG_PROTOCOL = 0x10;
  private static final int FLAG_EXTENSION = 0x04;
  private static final int FLAGS_LONGER = 0x07;
  private static final int MAX_EXTENSIONS = 16;

  private GtpSteps() {}

  static int gtp(Decoder d) {
    if (!d.has(LENGTH)) {
      return d.cut(LENGTH);
    }
    int flags = d.u8(0);
    if (d.u8(1) != PACKET || (flags & FLAG_PROTOCOL) == 0) {
      return d.stop(Unread.NOT_IP);
    }
    int length = d.u16(2);
    return switch (flags >>> 5) {
      case 0 -> {
        d.shorten(d.at + LENGTH_0 + length);
        d.at += LENGTH_0;
        yield payload(d);
      }
      case 1 -> {
        d.shorten(d.at + LENGTH + length);
        yield version1(d, flags);
      }
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int version1(Decoder d, int flags) {
    d.at += LENGTH;
    if ((flags & FLAGS_LONGER) == 0) {
      return payload(d);
    }
    if (!d.has(4)) {
      return d.cut(4);
    }
    int next = (flags & FLAG_EXTENSION) != 0 ? d.u8(3) : 0;
    d.at += 4;
    for (int count = 0; next != 0; count++) {
      if (count == MAX_EXTENSIONS) {
        return d.stop(Unread.TOO_DEEP);
      }
      if (!d.has(1)) {
        return d.cut(1);
      }
      int length = d.u8(0) * 4;
      if (length == 0) {
        return d.stop(Unread.CONTRADICTION);
      }
      if (!d.has(length)) {
        return d.cut(length);
      }
      next = d.u8(length - 1);
      d.at += length;
    }
    return payload(d);
  }

  /** The session says what it carries, not the packet: IP by its first byte, else Ethernet. */
  private static int payload(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    int first = d.u8(0);
    if ((first >= 0x45 && first <= 0x4e) || (first & 0xf0) == 0x60) {
      return Step.IP;
    }
    if (d.has(Ethernet.HEADER_LENGTH + 1)) {
      int type = d.u16(Ethernet.TYPE);
      if (type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_IPV6) {
        return Step.ETHERNET;
      }
    }
    return d.stop(Unread.NOT_IP);
  }
}
