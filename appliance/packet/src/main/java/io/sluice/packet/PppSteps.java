package io.sluice.packet;

/** PPP (RFC 1661) and its carriers, Cisco's HDLC, and frame relay. */
final class PppSteps {
  static final int NLPID_IPV4 = 0xcc;
  static final int NLPID_IPV6 = 0x8e;
  static final int NLPID_PPP = 0xcf;
  private static final int NLPID_SNAP = 0x80;

  private static final int IPV4 = 0x0021;
  private static final int IPV6 = 0x0057;
  private static final int MPLS = 0x0281;
  private static final int MPLS_MULTICAST = 0x0283;
  private static final int BRIDGED = 0x0031;
  private static final int MULTILINK = 0x003d;
  private static final int VAN_JACOBSON_COMPRESSED = 0x002d;
  private static final int VAN_JACOBSON_WHOLE = 0x002f;
  private static final int ENCRYPTED = 0x0053;
  private static final int COMPRESSED = 0x00fd;

  private static final int SESSION_LENGTH = 6;
  private static final int CISCO_LENGTH = 4;
  private static final int MAX_ADDRESS_LENGTH = 4;

  private PppSteps() {}

  /** PPP or Cisco's HDLC, which have the same link type. */
  static int serial(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    int address = d.u8(0);
    return address == 0x0f || address == 0x8f ? Step.CISCO_HDLC : Step.PPP_HDLC;
  }

  /** Address and control may have been left out (RFC 1661 section 6.6). */
  static int hdlc(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return d.skip(d.u8(0) == 0xff ? 2 : 0, Step.PPP);
  }

  /** By the protocol field, of one byte where its lowest bit is set (section 6.5). */
  static int ppp(Decoder d) {
    if (!d.has(2)) {
      return d.cut(2);
    }
    int first = d.u8(0);
    boolean small = (first & 1) != 0;
    int protocol = small ? first : d.u16(0);
    d.at += small ? 1 : 2;
    return switch (protocol) {
      case IPV4, Ethernet.TYPE_IPV4 -> Step.IP;
      case IPV6, Ethernet.TYPE_IPV6 -> Step.IPV6;
      case MPLS, MPLS_MULTICAST -> Step.MPLS;
      case BRIDGED -> bridged(d);
      case MULTILINK -> multilink(d);
      case ENCRYPTED, COMPRESSED, VAN_JACOBSON_COMPRESSED, VAN_JACOBSON_WHOLE ->
          d.stop(Unread.SEALED);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** RFC 3518 section 4.2: flags, kind of frame, then Ethernet for kind 1. */
  private static int bridged(Decoder d) {
    if (!d.has(2)) {
      return d.cut(2);
    }
    if (d.u8(1) != 1) {
      return d.stop(Unread.NOT_IP);
    }
    d.shorten(d.wireEnd - (d.u8(0) & 0x0f));
    return d.skip(2, Step.ETHERNET);
  }

  /** RFC 1990: only what is beginning and end at once is whole. */
  private static int multilink(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return (d.u8(0) & 0xc0) == 0xc0 ? d.skip(4, Step.PPP) : d.stop(Unread.FRAGMENT);
  }

  /** A PPPoE session's packet (RFC 2516 section 4) from its version on. */
  static int session(Decoder d) {
    if (!d.has(SESSION_LENGTH)) {
      return d.cut(SESSION_LENGTH);
    }
    d.shorten(d.at + SESSION_LENGTH + d.u16(4));
    return d.skip(SESSION_LENGTH, Step.PPP);
  }

  static int ciscoHdlc(Decoder d) {
    return d.has(CISCO_LENGTH)
        ? d.skip(CISCO_LENGTH, Step.ETHER_TYPE, d.u16(2))
        : d.cut(CISCO_LENGTH);
  }

  /**
   * Frame relay: an address of two bytes or more, then RFC 2427's control and protocol identifier,
   * or Cisco's EtherType.
   */
  static int frameRelay(Decoder d) {
    int length = 1;
    while (true) {
      if (length > MAX_ADDRESS_LENGTH || !d.has(length)) {
        return d.cut(length);
      }
      if ((d.u8(length - 1) & 1) != 0) {
        break;
      }
      length++;
    }
    d.at += length;
    if (!d.has(2)) {
      return d.cut(2);
    }
    if (d.u8(0) != 0x03) {
      return d.skip(2, Step.ETHER_TYPE, d.u16(0));
    }
    int padding = d.u8(1) == 0 ? 1 : 0;
    d.at += 1 + padding;
    if (!d.has(1)) {
      return d.cut(1);
    }
    return switch (d.u8(0)) {
      case NLPID_IPV4, NLPID_IPV6 -> d.skip(1, Step.IP);
      case NLPID_PPP -> d.skip(1, Step.PPP);
      case NLPID_SNAP -> {
        d.at++;
        yield LlcSteps.snap(d, 0);
      }
      default -> d.stop(Unread.NOT_IP);
    };
  }
}
