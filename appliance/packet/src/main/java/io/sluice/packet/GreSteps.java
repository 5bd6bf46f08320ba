package io.sluice.packet;

/** GRE and what it carries, ERSPAN with it. */
final class GreSteps {
  private static final int MAX_ROUTES = 16;

  private static final int TYPE_PPP = 0x880b;
  private static final int TYPE_CDMA = 0x8881;
  private static final int TYPE_3GPP2 = 0x88d2;
  private static final int TYPE_WCCP = 0x883e;
  private static final int TYPE_FRAME_RELAY = 0x6559;
  private static final int TYPE_EOIP = 0x6400;
  private static final int TYPE_ERSPAN_2 = 0x88be;
  private static final int TYPE_ERSPAN_3 = 0x22eb;
  private static final int TYPE_MPLS = 0x8847;
  private static final int TYPE_MPLS_UPSTREAM = 0x8848;
  private static final int TYPE_ARUBA_FIRST = 0x8200;
  private static final int TYPE_ARUBA_LAST = 0x8350;

  private static final int ERSPAN_2_LENGTH = 8;
  private static final int ERSPAN_3_LENGTH = 12;

  private GreSteps() {}

  static int gre(Decoder d) {
    if (!d.has(Gre.MIN_HEADER_LENGTH)) {
      return d.cut(Gre.MIN_HEADER_LENGTH);
    }
    int flags = Gre.flags(d.memory, d.at);
    int type = Gre.protocolType(d.memory, d.at);
    boolean acknowledges = (type == TYPE_PPP && (flags & 7) != 0) || isCdma(type);
    d.at += Gre.headerLength(acknowledges ? (flags & ~7) | 1 : flags & ~Gre.FLAG_ACKNOWLEDGMENT);
    if ((flags & Gre.FLAG_ROUTING) != 0 && !passRoutes(d)) {
      return Step.STOP;
    }
    if (d.at >= d.wireEnd) {
      // A tunnel's keep-alive or acknowledgment carries nothing
      return d.stop(Unread.NOT_IP);
    }
    return payload(d, type, (flags & Gre.FLAG_SEQUENCE) != 0);
  }

  private static boolean isCdma(int type) {
    return type == TYPE_CDMA || type == TYPE_3GPP2;
  }

  /** RFC 1701: entries of four bytes and their own length; one of none ends them. */
  private static boolean passRoutes(Decoder d) {
    for (int routes = 0; routes < MAX_ROUTES; routes++) {
      if (!d.has(4)) {
        d.cut(4);
        return false;
      }
      int length = d.u8(3);
      boolean last = length == 0 && d.u16(0) == 0;
      d.at += 4 + length;
      if (last) {
        return true;
      }
    }
    d.stop(Unread.TOO_DEEP);
    return false;
  }

  private static int payload(Decoder d, int type, boolean sequenced) {
    return switch (type) {
      case Ethernet.TYPE_IPV4 -> Step.IP;
      case Ethernet.TYPE_IPV6 -> Step.IPV6;
      case Geneve.TYPE_ETHERNET, TYPE_EOIP -> Step.ETHERNET;
      case TYPE_ERSPAN_2 -> sequenced ? erspan(d) : Step.ETHERNET;
      case TYPE_ERSPAN_3 -> erspan(d);
      case TYPE_MPLS, TYPE_MPLS_UPSTREAM -> Step.MPLS;
      case TYPE_PPP, TYPE_CDMA -> Step.PPP_HDLC;
      case TYPE_FRAME_RELAY -> Step.FRAME_RELAY;
      case TYPE_WCCP -> wccp(d);
      case EtherSteps.TYPE_NSH -> Step.SERVICE_HEADER;
      default -> {
        boolean aruba = type >= TYPE_ARUBA_FIRST && type <= TYPE_ARUBA_LAST && (type & 0xf) == 0;
        yield aruba ? Step.WIRELESS : d.stop(Unread.NOT_IP);
      }
    };
  }

  /** Version 2 of WCCP puts four bytes in front of the packet, version 1 none. */
  private static int wccp(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return d.skip((d.u8(0) & 0xf0) == 0x40 ? 0 : 4, Step.IP);
  }

  /** ERSPAN types II and III (draft-foschiano-erspan), known by their version. */
  private static int erspan(Decoder d) {
    if (!d.has(ERSPAN_2_LENGTH)) {
      return d.cut(ERSPAN_2_LENGTH);
    }
    int version = d.u8(0) >>> 4;
    if (version == 1) {
      return d.skip(ERSPAN_2_LENGTH, Step.ETHERNET);
    }
    if (version != 2) {
      return d.stop(Unread.NOT_IP);
    }
    if (!d.has(ERSPAN_3_LENGTH)) {
      return d.cut(ERSPAN_3_LENGTH);
    }
    int last = d.u16(10);
    boolean ethernet = (last >>> 10 & 0x1f) == 0;
    int length = ERSPAN_3_LENGTH + ((last & 1) != 0 ? 8 : 0);
    return ethernet ? d.skip(length, Step.ETHERNET) : d.stop(Unread.NOT_IP);
  }
}
