package io.sluice.packet;

/** Tunnels in UDP, and the service function chains that some of them carry. */
final class TunnelSteps {
  private static final int GPE_IPV4 = 1;
  private static final int GPE_IPV6 = 2;
  private static final int GPE_ETHERNET = 3;
  private static final int GPE_SERVICE = 4;
  private static final int GPE_MPLS = 5;

  private static final int SERVICE_LENGTH = 8;
  private static final int LISP_LENGTH = 8;
  private static final int CAPWAP_LENGTH = 8;
  private static final int TZSP_LENGTH = 4;
  private static final int TZSP_END = 1;
  private static final int MAX_TZSP_TAGS = 32;
  private static final int AYIYA_LENGTH = 8;

  private static final int L2TP_CONTROL = 0x8000;
  private static final int L2TP_LENGTH = 0x4000;
  private static final int L2TP_SEQUENCE = 0x0800;
  private static final int L2TP_OFFSET = 0x0200;

  private TunnelSteps() {}

  /** A UDP payload of one of the kinds of {@link TunnelPorts}. */
  static int udp(Decoder d, int kind) {
    return switch (kind) {
      case TunnelPorts.VXLAN -> vxlan(d);
      case TunnelPorts.VXLAN_GPE -> vxlanGpe(d);
      case TunnelPorts.GENEVE -> geneve(d);
      case TunnelPorts.GTP -> GtpSteps.gtp(d);
      case TunnelPorts.TEREDO -> teredo(d);
      case TunnelPorts.L2TP -> l2tp(d);
      case TunnelPorts.CAPWAP -> capwap(d);
      case TunnelPorts.LISP -> lisp(d);
      case TunnelPorts.GRE -> Step.GRE;
      case TunnelPorts.MPLS -> Step.MPLS;
      case TunnelPorts.TZSP -> tzsp(d);
      case TunnelPorts.AYIYA -> ayiya(d);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int vxlan(Decoder d) {
    if (!d.has(Vxlan.HEADER_LENGTH)) {
      return d.cut(Vxlan.HEADER_LENGTH);
    }
    d.tunnel(Vxlan.vni(d.memory, d.at));
    return d.skip(Vxlan.HEADER_LENGTH, Step.ETHERNET);
  }

  /** draft-ietf-nvo3-vxlan-gpe: the byte before the network identifier says what follows. */
  private static int vxlanGpe(Decoder d) {
    if (!d.has(Vxlan.HEADER_LENGTH)) {
      return d.cut(Vxlan.HEADER_LENGTH);
    }
    d.tunnel(Vxlan.vni(d.memory, d.at));
    int next = d.u8(3);
    d.at += Vxlan.HEADER_LENGTH;
    return switch (next) {
      case GPE_IPV4, GPE_IPV6 -> Step.IP;
      case GPE_ETHERNET -> Step.ETHERNET;
      case GPE_SERVICE -> Step.SERVICE_HEADER;
      case GPE_MPLS -> Step.MPLS;
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int geneve(Decoder d) {
    if (!d.has(Geneve.MIN_HEADER_LENGTH)) {
      return d.cut(Geneve.MIN_HEADER_LENGTH);
    }
    d.tunnel(Geneve.vni(d.memory, d.at));
    int type = Geneve.protocolType(d.memory, d.at);
    return d.skip(Geneve.headerLength(d.memory, d.at), Step.ETHER_TYPE, type);
  }

  /** RFC 4380 section 5.1.1: an authentication and an origin may stand before the IPv6 packet. */
  private static int teredo(Decoder d) {
    if (d.has(4) && d.u16(0) == 0x0001) {
      d.at += 4 + d.u8(2) + d.u8(3) + 8 + 1;
    }
    if (d.has(2) && d.u16(0) == 0x0000) {
      d.at += 8;
    }
    if (!d.has(1)) {
      return d.cut(1);
    }
    return d.u8(0) >>> 4 == 6 ? Step.IPV6 : d.stop(Unread.NOT_IP);
  }

  /** RFC 2661 section 3.1. What version 3 carries was agreed before and is not in the packet. */
  private static int l2tp(Decoder d) {
    if (!d.has(6)) {
      return d.cut(6);
    }
    int flags = d.u16(0);
    if ((flags & L2TP_CONTROL) != 0 || (flags & 0xf) != 2) {
      return d.stop(Unread.NOT_IP);
    }
    if ((flags & L2TP_LENGTH) != 0) {
      d.shorten(d.at + d.u16(2));
    }
    int length = 6 + ((flags & L2TP_LENGTH) != 0 ? 2 : 0) + ((flags & L2TP_SEQUENCE) != 0 ? 4 : 0);
    if ((flags & L2TP_OFFSET) != 0) {
      if (!d.has(length + 2)) {
        return d.cut(length + 2);
      }
      length += 2 + d.u16(length);
    }
    d.at += length;
    return d.at < d.wireEnd ? Step.PPP_HDLC : d.stop(Unread.NOT_IP);
  }

  /** RFC 5415 section 4.3. Frame control stands byte-swapped in what access points send. */
  private static int capwap(Decoder d) {
    if (!d.has(CAPWAP_LENGTH)) {
      return d.cut(CAPWAP_LENGTH);
    }
    if ((d.u8(0) & 0x0f) == 1) {
      return d.stop(Unread.SEALED);
    }
    int header = d.i32(0);
    int length = ((header >>> 19) & 0x1f) * 4;
    int binding = (header >>> 9) & 0x1f;
    boolean wireless = (header & 0x100) != 0;
    boolean fragment = (header & 0x80) != 0;
    boolean keepAlive = (header & 0x08) != 0;
    if (length < CAPWAP_LENGTH) {
      return d.stop(Unread.CONTRADICTION);
    }
    d.at += length;
    if (fragment) {
      return d.stop(Unread.FRAGMENT);
    }
    if (keepAlive || (wireless && binding != 1)) {
      return d.stop(Unread.NOT_IP);
    }
    return wireless ? WirelessSteps.swapped(d) : Step.ETHERNET;
  }

  /** RFC 9300 section 5.1. */
  private static int lisp(Decoder d) {
    return d.has(LISP_LENGTH + 1) ? d.skip(LISP_LENGTH, Step.IP) : d.cut(LISP_LENGTH + 1);
  }

  /**
   * TaZmen Sniffer Protocol: tags until one ends them, then a frame of the kind in bytes 2 and 3.
   */
  private static int tzsp(Decoder d) {
    if (!d.has(TZSP_LENGTH)) {
      return d.cut(TZSP_LENGTH);
    }
    int type = d.u8(1);
    int protocol = d.u16(2);
    d.at += TZSP_LENGTH;
    if (type > 1) {
      return d.stop(Unread.NOT_IP);
    }
    for (int tags = 0; ; tags++) {
      if (tags == MAX_TZSP_TAGS) {
        return d.stop(Unread.TOO_DEEP);
      }
      if (!d.has(2)) {
        return d.cut(2);
      }
      int tag = d.u8(0);
      int length = tag > TZSP_END ? 2 + d.u8(1) : 1;
      d.at += length;
      if (tag == TZSP_END) {
        break;
      }
    }
    return switch (protocol) {
      case 1 -> Step.ETHERNET;
      case 2 -> Step.TOKEN_RING;
      case 4 -> Step.PPP_HDLC;
      case 5 -> Step.FDDI;
      case 7 -> d.skip(0, Step.IP);
      case 18 -> Step.WIRELESS;
      case 119 -> d.skip(0, Step.LINK, LinkType.PRISM);
      case 127 -> d.skip(0, Step.LINK, LinkType.AVS);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** draft-massar-v6ops-ayiya: lengths of identity and signature, what is done, next header. */
  private static int ayiya(Decoder d) {
    if (!d.has(AYIYA_LENGTH)) {
      return d.cut(AYIYA_LENGTH);
    }
    int identity = 1 << (d.u8(0) >>> 4);
    int signature = (d.u8(1) >>> 4) * 4;
    boolean forwards = (d.u8(2) & 0x0f) == 1;
    int next = d.u8(3);
    if (!forwards || (next != 41 && next != 4)) {
      return d.stop(Unread.NOT_IP);
    }
    return d.skip(AYIYA_LENGTH + identity + signature, Step.IP);
  }

  /** A network service header (RFC 8300 section 2.2): its length is counted in words. */
  static int serviceHeader(Decoder d) {
    if (!d.has(SERVICE_LENGTH)) {
      return d.cut(SERVICE_LENGTH);
    }
    int length = (d.u16(0) & 0x3f) * 4;
    if (length < SERVICE_LENGTH) {
      return d.stop(Unread.CONTRADICTION);
    }
    int next = d.u8(3);
    d.at += length;
    return switch (next) {
      case 1, 2 -> Step.IP;
      case 3 -> Step.ETHERNET;
      case 4 -> Step.SERVICE_HEADER;
      case 5 -> Step.MPLS;
      default -> d.stop(Unread.NOT_IP);
    };
  }
}
