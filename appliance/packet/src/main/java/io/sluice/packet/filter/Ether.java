package io.sluice.packet.filter;

/** Ethernet types, 802.2 service access points, and protocol numbers inside them. */
final class Ether {
  /** A type field up to this is a length: an 802.2 header follows. */
  static final int MTU = 1500;

  static final int IP = 0x0800;
  static final int ARP = 0x0806;
  static final int NS = 0x0600;
  static final int MOPDL = 0x6001;
  static final int MOPRC = 0x6002;
  static final int DECNET = 0x6003;
  static final int LAT = 0x6004;
  static final int SCA = 0x6007;
  static final int BRIDGING = 0x6558;
  static final int RARP = 0x8035;
  static final int ATALK = 0x809b;
  static final int AARP = 0x80f3;
  static final int VLAN = 0x8100;
  static final int IPX = 0x8137;
  static final int IPV6 = 0x86dd;
  static final int MPLS = 0x8847;
  static final int PPPOE_DISCOVERY = 0x8863;
  static final int PPPOE_SESSION = 0x8864;
  static final int VLAN_SERVICE = 0x88a8;
  static final int LOOPBACK = 0x9000;
  static final int VLAN_QINQ = 0x9100;

  static final int SAP_IP = 0x06;
  static final int SAP_STP = 0x42;
  static final int SAP_SNAP = 0xaa;
  static final int SAP_IPX = 0xe0;
  static final int SAP_NETBEUI = 0xf0;
  static final int SAP_ISO = 0xfe;

  static final int CLNP = 0x81;
  static final int ESIS = 0x82;
  static final int ISIS = 0x83;

  private Ether() {}

  /** The PPP protocol (RFC 1661 section 2) of what has this Ethernet type. */
  static int ppp(int type) {
    return switch (type) {
      case IP -> 0x21;
      case SAP_ISO -> 0x23;
      case NS -> 0x25;
      case DECNET -> 0x27;
      case ATALK -> 0x29;
      case SAP_IPX -> 0x2b;
      case SAP_STP -> 0x31;
      case IPV6 -> 0x57;
      default -> type;
    };
  }
}
