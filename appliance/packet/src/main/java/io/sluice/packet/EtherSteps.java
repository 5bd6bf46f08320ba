package io.sluice.packet;

/** Ethernet, its tags, and what an EtherType announces. */
final class EtherSteps {
  static final int TYPE_NSH = 0x894f;
  private static final int TYPE_CONTROL_DATA = 0x8909;
  private static final int TYPE_PROVIDER_BACKBONE = 0x88e7;
  private static final int TYPE_PORT_EXTENSION = 0x893f;
  private static final int TYPE_VN_TAG = 0x8926;
  private static final int TYPE_REDUNDANCY = 0xf1c1;
  private static final int TYPE_HSR = 0x892f;
  private static final int TYPE_MACSEC = 0x88e5;
  private static final int TYPE_PPPOE_SESSION = 0x8864;
  private static final int TYPE_MPLS = 0x8847;
  private static final int TYPE_MPLS_UPSTREAM = 0x8848;
  private static final int TYPE_JUMBO_LLC = 0x8870;
  private static final int TYPE_FABRIC_PATH = 0x8903;
  private static final int TYPE_TRILL = 0x22f3;

  private static final int MACSEC_LENGTH = 6;
  private static final int MACSEC_CHECK_LENGTH = 16;

  /** Cisco ISL: 26 bytes around an Ethernet frame, known by its destination. */
  private static final int ISL_LENGTH = 26;

  private EtherSteps() {}

  static int ethernet(Decoder d) {
    if (!d.has(Ethernet.HEADER_LENGTH)) {
      return d.cut(Ethernet.HEADER_LENGTH);
    }
    d.frameHere();
    int type = d.u16(Ethernet.TYPE);
    if (type == Ethernet.TYPE_IPV4) {
      return d.skip(Ethernet.HEADER_LENGTH, Step.IPV4);
    }
    if (type <= LlcSteps.MAX_LENGTH && isInterSwitchLink(d)) {
      return (d.u8(5) & 0xf0) == 0 ? d.skip(ISL_LENGTH, Step.ETHERNET) : d.stop(Unread.NOT_IP);
    }
    return d.skip(Ethernet.HEADER_LENGTH, Step.ETHER_TYPE, type);
  }

  private static boolean isInterSwitchLink(Decoder d) {
    int high = d.i32(0);
    return (high == 0x0100_0c00 || high == 0x0c00_0c00) && d.u8(4) == 0;
  }

  /** By the type in {@code kind}, which is a length where it is too small for a type. */
  static int etherType(Decoder d) {
    int type = d.kind;
    if (type <= LlcSteps.MAX_LENGTH) {
      return Step.IEEE_802_3;
    }
    return switch (type) {
      case Ethernet.TYPE_IPV4 -> Step.IPV4;
      case Ethernet.TYPE_IPV6 -> Step.IPV6;
      case Ethernet.TYPE_8021Q, Ethernet.TYPE_8021AD, Ethernet.TYPE_OLD_QINQ -> tag(d);
      case TYPE_MPLS, TYPE_MPLS_UPSTREAM -> Step.MPLS;
      case TYPE_PPPOE_SESSION -> PppSteps.session(d);
      case Geneve.TYPE_ETHERNET -> Step.ETHERNET;
      case TYPE_NSH -> Step.SERVICE_HEADER;
      case TYPE_JUMBO_LLC -> Step.LLC;
      case TYPE_PROVIDER_BACKBONE -> d.skip(4, Step.ETHERNET);
      case TYPE_PORT_EXTENSION -> typed(d, 8);
      case TYPE_VN_TAG, TYPE_REDUNDANCY, TYPE_HSR -> typed(d, 6);
      case TYPE_CONTROL_DATA -> controlData(d);
      case TYPE_FABRIC_PATH -> d.skip(2, Step.ETHERNET);
      case TYPE_TRILL -> trill(d);
      case TYPE_MACSEC -> macsec(d);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int tag(Decoder d) {
    if (!d.has(Ethernet.TAG_LENGTH)) {
      return d.cut(Ethernet.TAG_LENGTH);
    }
    if (d.vlan < 0) {
      d.vlan = d.u16(0) & 0x0fff;
    }
    return d.skip(Ethernet.TAG_LENGTH, Step.ETHER_TYPE, d.u16(2));
  }

  /** A header of {@code length} bytes whose last two are the type of what follows. */
  private static int typed(Decoder d, int length) {
    return d.has(length) ? d.skip(length, Step.ETHER_TYPE, d.u16(length - 2)) : d.cut(length);
  }

  /** Cisco's metadata: version, length in bytes of what follows but for the type. */
  private static int controlData(Decoder d) {
    if (!d.has(2)) {
      return d.cut(2);
    }
    return typed(d, 2 + 4 * d.u8(1) + 2);
  }

  /** RFC 6325 section 3: options are counted in words. */
  private static int trill(Decoder d) {
    if (!d.has(6)) {
      return d.cut(6);
    }
    int options = (d.u16(0) >>> 6) & 0x1f;
    return d.skip(6 + 4 * options, Step.ETHERNET);
  }

  /** IEEE 802.1AE, where it only signs and does not encrypt. */
  private static int macsec(Decoder d) {
    if (!d.has(MACSEC_LENGTH)) {
      return d.cut(MACSEC_LENGTH);
    }
    int control = d.u8(0);
    if ((control & 0x0c) != 0) {
      return d.stop(Unread.SEALED);
    }
    int length = MACSEC_LENGTH + ((control & 0x20) != 0 ? 8 : 0);
    d.shorten(d.wireEnd - MACSEC_CHECK_LENGTH);
    return typed(d, length + 2);
  }
}
