package io.sluice.packet;

/** Link layers of a few bytes (https://www.tcpdump.org/linktypes.html). */
final class Links {
  private static final int COOKED_1_LENGTH = 16;
  private static final int COOKED_1_TYPE = 14;
  private static final int COOKED_2_LENGTH = 20;
  private static final int NULL_LENGTH = 4;

  /** Hardware types (ARPHRD_) for which a cooked header's protocol is no EtherType. */
  private static final int HARDWARE_NETLINK = 824;

  private Links() {}

  /** What a packet of a LINKTYPE_ value starts with. */
  static int first(Decoder d, int linkType) {
    return switch (linkType) {
      case 1 -> Step.ETHERNET;
      case 0, 108 -> Step.NULL;
      case 12, 14, 101 -> Step.IP;
      case 228 -> Step.IPV4;
      case 229 -> Step.IPV6;
      case 113 -> Step.LINUX_COOKED_1;
      case 276 -> Step.LINUX_COOKED_2;
      default -> d.stop(Unread.LINK_TYPE);
    };
  }

  static int cooked1(Decoder d) {
    if (!d.has(COOKED_1_LENGTH)) {
      return d.cut(COOKED_1_LENGTH);
    }
    if (Memory.u16(d.memory, d.at + 2) == HARDWARE_NETLINK) {
      return d.stop(Unread.NOT_IP);
    }
    return etherType(d, Memory.u16(d.memory, d.at + COOKED_1_TYPE), COOKED_1_LENGTH);
  }

  static int cooked2(Decoder d) {
    if (!d.has(COOKED_2_LENGTH)) {
      return d.cut(COOKED_2_LENGTH);
    }
    if (Memory.u16(d.memory, d.at + 8) == HARDWARE_NETLINK) {
      return d.stop(Unread.NOT_IP);
    }
    return etherType(d, Memory.u16(d.memory, d.at), COOKED_2_LENGTH);
  }

  private static int etherType(Decoder d, int type, int length) {
    d.kind = type;
    d.at += length;
    return Step.ETHER_TYPE;
  }

  /** The address family stands in the byte order of the machine that captured. */
  static int loopback(Decoder d) {
    if (!d.has(NULL_LENGTH)) {
      return d.cut(NULL_LENGTH);
    }
    int family = Memory.i32(d.memory, d.at);
    if ((family & 0xffff_0000) != 0) {
      family = Integer.reverseBytes(family);
    }
    d.at += NULL_LENGTH;
    return switch (family) {
      case 2 -> Step.IPV4;
      // IPv6 has one number in NetBSD, FreeBSD, macOS and Linux each
      case 10, 24, 28, 30 -> Step.IPV6;
      default -> d.stop(Unread.NOT_IP);
    };
  }
}
