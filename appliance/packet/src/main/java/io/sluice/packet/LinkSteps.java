package io.sluice.packet;

/** Link layers of a few bytes, and which parser each link type has. */
final class LinkSteps {
  private static final int COOKED_1_LENGTH = 16;
  private static final int COOKED_2_LENGTH = 20;
  private static final int NULL_LENGTH = 4;
  private static final int PREAMBLE_LENGTH = 8;

  /** Hardware types (ARPHRD_) for which a cooked header's protocol is no EtherType. */
  private static final int HARDWARE_NETLINK = 824;

  private static final int HARDWARE_FRAME_RELAY = 770;
  private static final int HARDWARE_GRE = 778;
  private static final int HARDWARE_RADIOTAP = 803;

  private LinkSteps() {}

  /** A packet inside a packet, of the link type in {@code kind}. */
  static int link(Decoder d) {
    return first(d, d.kind);
  }

  /** What a packet of a LINKTYPE_ value starts with. */
  static int first(Decoder d, int linkType) {
    return switch (linkType) {
      case LinkType.ETHERNET -> Step.ETHERNET;
      case LinkType.NULL, LinkType.LOOP -> loopback(d);
      case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD -> raw(d);
      case LinkType.IPV4 -> Step.IP;
      case LinkType.IPV6 -> Step.IPV6;
      case LinkType.LINUX_COOKED_1 -> cooked(d, COOKED_1_LENGTH, 2, 14);
      case LinkType.LINUX_COOKED_2 -> cooked(d, COOKED_2_LENGTH, 8, 0);
      case LinkType.PPP, LinkType.PPP_HDLC -> PppSteps.serial(d);
      case LinkType.PPP_ETHERNET -> PppSteps.session(d);
      case LinkType.CISCO_HDLC -> Step.CISCO_HDLC;
      case LinkType.FRAME_RELAY -> Step.FRAME_RELAY;
      case LinkType.PPP_PPPD, LinkType.PPP_WITH_DIRECTION -> d.skip(1, Step.PPP_HDLC);
      case LinkType.CISCO_HDLC_WITH_DIRECTION -> d.skip(1, Step.CISCO_HDLC);
      case LinkType.FRAME_RELAY_WITH_DIRECTION -> d.skip(1, Step.FRAME_RELAY);
      case LinkType.MPLS -> Step.MPLS;
      case LinkType.TOKEN_RING -> Step.TOKEN_RING;
      case LinkType.FDDI -> Step.FDDI;
      case LinkType.ARCNET_BSD -> AgedLinkSteps.arcnet(d, 2);
      case LinkType.ARCNET_LINUX -> AgedLinkSteps.arcnet(d, 4);
      case LinkType.ATM_LLC, LinkType.ATM_RFC1483 -> Step.LLC;
      case LinkType.SUN_ATM -> AgedLinkSteps.sunAtm(d);
      case LinkType.ATM_CLIP -> AgedLinkSteps.clip(d);
      case LinkType.IP_OVER_FIBRE_CHANNEL -> d.skip(16, Step.LLC);
      case LinkType.IP_OVER_IEEE_1394 -> etherType(d, 18, 16);
      case LinkType.IP_OVER_INFINIBAND -> etherType(d, 44, 40);
      case LinkType.SLIP -> d.skip(16, Step.IP);
      case LinkType.IEEE_802_11 -> Step.WIRELESS;
      case LinkType.RADIOTAP -> WirelessSteps.radiotap(d);
      case LinkType.PRISM -> WirelessSteps.prism(d);
      case LinkType.AVS -> WirelessSteps.avs(d);
      case LinkType.PPI -> RecordSteps.ppi(d);
      case LinkType.PKTAP, LinkType.USER_2 -> RecordSteps.pktap(d);
      case LinkType.NFLOG -> RecordSteps.nflog(d);
      case LinkType.ENC -> RecordSteps.enc(d);
      case LinkType.PFLOG -> RecordSteps.pflog(d);
      case LinkType.IPNET -> RecordSteps.ipnet(d);
      case LinkType.ERF -> RecordSteps.erf(d);
      case LinkType.NETANALYZER -> d.skip(4, Step.ETHERNET);
      case LinkType.NETANALYZER_TRANSPARENT -> d.skip(4 + PREAMBLE_LENGTH, Step.ETHERNET);
      case LinkType.SWITCH_TAG_BROADCOM_FIRST -> d.skip(4, Step.ETHERNET);
      case LinkType.SWITCH_TAG_BROADCOM, LinkType.SWITCH_TAG_MARVELL -> etherType(d, 18, 16);
      case LinkType.SWITCH_TAG_MARVELL_TYPED -> etherType(d, 22, 20);
      case LinkType.EPON, LinkType.ETHERNET_MPACKET -> d.skip(PREAMBLE_LENGTH, Step.ETHERNET);
      default -> JuniperSteps.first(d, linkType);
    };
  }

  private static int cooked(Decoder d, int length, int hardwareAt, int typeAt) {
    if (!d.has(length)) {
      return d.cut(length);
    }
    int type = d.u16(typeAt);
    return switch (d.u16(hardwareAt)) {
      case HARDWARE_NETLINK -> d.stop(Unread.NOT_IP);
      case HARDWARE_RADIOTAP -> d.skip(length, Step.LINK, LinkType.RADIOTAP);
      case HARDWARE_FRAME_RELAY -> d.skip(length, Step.FRAME_RELAY);
      case HARDWARE_GRE -> d.skip(length, Step.ETHER_TYPE, type);
      default ->
          switch (type) {
            case 0x0003 -> d.skip(length, Step.ETHERNET);
            case 0x0004 -> d.skip(length, Step.LLC);
            case 0x0007 -> d.skip(length, Step.PPP_HDLC);
            default -> d.skip(length, Step.ETHER_TYPE, type);
          };
    };
  }

  /** An EtherType at {@code typeAt} in a header of {@code length} bytes. */
  private static int etherType(Decoder d, int length, int typeAt) {
    return d.has(length) ? d.skip(length, Step.ETHER_TYPE, d.u16(typeAt)) : d.cut(length);
  }

  /**
   * The address family stands in the byte order of the machine that captured, in network order for
   * OpenBSD, and in the upper half for IRIX.
   */
  private static int loopback(Decoder d) {
    if (!d.has(NULL_LENGTH)) {
      return d.cut(NULL_LENGTH);
    }
    int swapped = d.i32(0);
    if (swapped >>> 16 == 0xff03) {
      return Step.PPP_HDLC;
    }
    int family = Integer.reverseBytes(swapped);
    if ((family & 0xffff_0000) != 0) {
      boolean upper = (family & 0xff00_0000) == 0 && (family & 0x00ff_0000) < 0x0006_0000;
      family = upper ? family >>> 16 : swapped;
    } else if ((family & 0xff) == 0 && family < 0x0600) {
      family >>>= 8;
    }
    if (Integer.compareUnsigned(family, LlcSteps.MAX_LENGTH) > 0) {
      return d.skip(NULL_LENGTH, Step.ETHER_TYPE, family & 0xffff);
    }
    return switch (family) {
      // IPv6 has one number in NetBSD, FreeBSD and macOS each
      case 24, 28, 30 -> d.skip(NULL_LENGTH, Step.IPV6);
      case 2 -> d.skip(NULL_LENGTH, Step.IP);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** IP; some Linux drivers left parts of a PPP header in front. */
  private static int raw(Decoder d) {
    if (d.has(2) && d.u16(0) == 0xff03) {
      return Step.PPP_HDLC;
    }
    if (d.has(8) && d.u16(6) == 0xff03) {
      return d.skip(6, Step.PPP_HDLC);
    }
    if (d.has(3) && d.u16(1) == 0xff03) {
      return d.skip(1, Step.PPP_HDLC);
    }
    boolean zeroes = d.has(10) && d.i32(0) == 0 && d.i32(4) == 0 && d.u16(8) == 0;
    return d.skip(zeroes ? 10 : 0, Step.IP);
  }
}
