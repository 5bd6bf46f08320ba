package io.sluice.packet;

/**
 * IEEE 802.2 LLC with SNAP (RFC 1042), and the links that carry it: 802.3, Token Ring, FDDI.
 *
 * <pre>
 *  +---------+---------+------------------+ - - - - - - - - - - - - - - - - - +
 *  | DSAP(1) | SSAP(1) | control (1 or 2) | SNAP: organisation (3), type (2)  |
 *  +---------+---------+------------------+ - - - - - - - - - - - - - - - - - +
 * </pre>
 */
final class LlcSteps {
  /** The largest IEEE 802.3 length; above it and below 0x600 is neither length nor type. */
  static final int MAX_LENGTH = 1500;

  private static final int SAP_SNAP = 0xaa;
  private static final int SAP_IP = 0x06;
  private static final int SAP_OSI = 0xfe;
  private static final int SNAP_LENGTH = 5;
  private static final int NOVELL_RAW = 0xffff;

  private static final int ETHERNET = 0x00_0000;
  private static final int CISCO_BRIDGED = 0x00_00f8;
  private static final int BRIDGED = 0x00_80c2;

  private static final int RING_LENGTH = 14;
  private static final int FDDI_LENGTH = 13;

  private LlcSteps() {}

  /** An IEEE 802.3 frame after its length, which is in {@code kind}. */
  static int ieee8023(Decoder d) {
    if (d.kind == 0) {
      return d.stop(Unread.NOT_IP);
    }
    d.shorten(d.at + d.kind);
    if (d.has(2) && d.u16(0) == NOVELL_RAW) {
      return d.stop(Unread.NOT_IP);
    }
    return Step.LLC;
  }

  static int llc(Decoder d) {
    if (!d.has(3)) {
      return d.cut(3);
    }
    int destination = d.u8(0);
    int control = d.u8(2);
    int length = (control & 3) == 3 ? 3 : 4;
    boolean information = (control & 1) == 0 || (control & 0xef) == 0x03;
    if (!information) {
      return d.stop(Unread.NOT_IP);
    }
    if (destination == SAP_SNAP && d.u8(1) == SAP_SNAP) {
      d.at += length;
      return snap(d, 0);
    }
    return switch (destination) {
      case SAP_IP -> d.skip(length, Step.IP);
      case SAP_OSI -> networkIdentifier(d, length);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** The ISO network layer protocol identifier (RFC 2684 section 6.1) {@code offset} bytes on. */
  private static int networkIdentifier(Decoder d, int offset) {
    if (!d.has(offset + 1)) {
      return d.cut(offset + 1);
    }
    return switch (d.u8(offset)) {
      case PppSteps.NLPID_IPV4, PppSteps.NLPID_IPV6 -> d.skip(offset + 1, Step.IP);
      case PppSteps.NLPID_PPP -> d.skip(offset + 1, Step.PPP);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /**
   * @param padding bytes in front of a bridged frame
   */
  static int snap(Decoder d, int padding) {
    if (!d.has(SNAP_LENGTH)) {
      return d.cut(SNAP_LENGTH);
    }
    int type = d.u16(3);
    return switch ((d.u16(0) << 8) | d.u8(2)) {
      case ETHERNET, CISCO_BRIDGED -> d.skip(SNAP_LENGTH, Step.ETHER_TYPE, type);
      case BRIDGED -> bridged(d, type, padding);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** RFC 2684 section 5.2, RFC 2427 section 4.2: with frame check sequence, and without. */
  private static int bridged(Decoder d, int type, int padding) {
    int length = SNAP_LENGTH + padding;
    return switch (type) {
      case 0x0001, 0x0007 -> d.skip(length, Step.ETHERNET);
      case 0x0003, 0x0009 -> d.skip(length, Step.TOKEN_RING);
      case 0x0004, 0x000a -> d.skip(length + 1, Step.FDDI);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** IEEE 802.5: access control, frame control, addresses, then a route where a bit says so. */
  static int tokenRing(Decoder d) {
    if (!d.has(RING_LENGTH + 2)) {
      return d.cut(RING_LENGTH + 2);
    }
    if ((d.u8(1) & 0xc0) != 0x40) {
      return d.stop(Unread.NOT_IP);
    }
    boolean routed = (d.u8(8) & 0x80) != 0;
    return d.skip(RING_LENGTH + (routed ? d.u8(RING_LENGTH) & 0x1e : 0), Step.LLC);
  }

  static int fddi(Decoder d) {
    if (!d.has(FDDI_LENGTH)) {
      return d.cut(FDDI_LENGTH);
    }
    boolean carriesLlc = (d.u8(0) & 0xf0) == 0x50 || (d.u8(0) & 0xf0) == 0xd0;
    return carriesLlc ? d.skip(FDDI_LENGTH, Step.LLC) : d.stop(Unread.NOT_IP);
  }
}
