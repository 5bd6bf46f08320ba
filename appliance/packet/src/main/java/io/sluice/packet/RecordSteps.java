package io.sluice.packet;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Headers that a capturing system puts in front of a packet of another kind. */
final class RecordSteps {
  private static final ValueLayout.OfInt LITTLE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int PKTAP_LENGTH = 12;
  private static final int PKTAP_PACKET = 1;
  private static final int PPI_LENGTH = 8;
  private static final int NFLOG_LENGTH = 4;
  private static final int NFLOG_PAYLOAD = 9;

  /** Without the flags for nested and network order. */
  private static final int NFLOG_TYPE = 0x3fff;

  private static final int MAX_NFLOG_FIELDS = 64;
  private static final int ENC_LENGTH = 12;
  private static final int IPNET_LENGTH = 24;
  private static final int ERF_LENGTH = 16;
  private static final int MAX_ERF_EXTENSIONS = 16;

  private RecordSteps() {}

  /** Per-Packet Information: version, flags, length and link type, all little-endian. */
  static int ppi(Decoder d) {
    if (!d.has(PPI_LENGTH)) {
      return d.cut(PPI_LENGTH);
    }
    int length = littleShort(d, 2);
    int linkType = littleInt(d, 4);
    if (length < PPI_LENGTH) {
      return d.stop(Unread.CONTRADICTION);
    }
    return d.skip(length, Step.LINK, linkType);
  }

  /** Apple's PKTAP: length, kind of record and link type, all little-endian. */
  static int pktap(Decoder d) {
    if (!d.has(PKTAP_LENGTH)) {
      return d.cut(PKTAP_LENGTH);
    }
    int length = littleInt(d, 0);
    if (length < PKTAP_LENGTH) {
      return d.stop(Unread.CONTRADICTION);
    }
    if (littleInt(d, 4) != PKTAP_PACKET) {
      return d.stop(Unread.NOT_IP);
    }
    return d.skip(length, Step.LINK, littleInt(d, 8));
  }

  /** Linux's NFLOG: an address family, then fields in the byte order of the machine. */
  static int nflog(Decoder d) {
    if (!d.has(NFLOG_LENGTH)) {
      return d.cut(NFLOG_LENGTH);
    }
    int family = d.u8(0);
    if (family != 2 && family != 10) {
      return d.stop(Unread.NOT_IP);
    }
    d.at += NFLOG_LENGTH;
    // The kernel has fewer than 256 types, so that a larger one is one in the other order
    boolean swapped = d.has(4) && (littleShort(d, 2) & NFLOG_TYPE) >= 0x100;
    for (int fields = 0; fields < MAX_NFLOG_FIELDS; fields++) {
      if (!d.has(4)) {
        return d.cut(4);
      }
      int length = swapped ? d.u16(0) : littleShort(d, 0);
      int type = (swapped ? d.u16(2) : littleShort(d, 2)) & NFLOG_TYPE;
      if (length < 4) {
        return d.stop(Unread.CONTRADICTION);
      }
      if (type == NFLOG_PAYLOAD) {
        d.shorten(d.at + length);
        return d.skip(4, Step.IP);
      }
      d.at += (length + 3) & ~3;
    }
    return d.stop(Unread.TOO_DEEP);
  }

  /** OpenBSD's encapsulating interface: an address family in the byte order of the machine. */
  static int enc(Decoder d) {
    return d.has(ENC_LENGTH) ? d.skip(ENC_LENGTH, Step.IP) : d.cut(ENC_LENGTH);
  }

  /** OpenBSD's packet filter log: its own length, rounded up to whole words. */
  static int pflog(Decoder d) {
    return d.has(4) ? d.skip((d.u8(0) + 3) & ~3, Step.IP) : d.cut(4);
  }

  /** Solaris's IPNET: version 1 or 2, address family. */
  static int ipnet(Decoder d) {
    return d.has(IPNET_LENGTH) ? d.skip(IPNET_LENGTH, Step.IP) : d.cut(IPNET_LENGTH);
  }

  /** Endace's record: type at 8, extensions of eight bytes while the upper bit is set. */
  static int erf(Decoder d) {
    if (!d.has(ERF_LENGTH)) {
      return d.cut(ERF_LENGTH);
    }
    int type = d.u8(8);
    boolean more = (type & 0x80) != 0;
    d.at += ERF_LENGTH;
    for (int count = 0; more; count++) {
      if (count == MAX_ERF_EXTENSIONS) {
        return d.stop(Unread.TOO_DEEP);
      }
      if (!d.has(8)) {
        return d.cut(8);
      }
      more = (d.u8(0) & 0x80) != 0;
      d.at += 8;
    }
    return switch (type & 0x7f) {
      case 1 -> PppSteps.serial(d);
      case 2, 11, 16, 20 -> d.skip(2, Step.ETHERNET);
      case 22, 23 -> Step.IP;
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int littleShort(Decoder d, int offset) {
    return Integer.reverseBytes(d.u16(offset)) >>> 16;
  }

  private static int littleInt(Decoder d, int offset) {
    return d.memory.get(LITTLE_INT, d.at + offset);
  }
}
