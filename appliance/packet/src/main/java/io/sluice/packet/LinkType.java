package io.sluice.packet;

/**
 * The LINKTYPE_ values of capture files (https://www.tcpdump.org/linktypes.html) that {@link
 * Decoder} reads.
 */
public final class LinkType {
  /** BSD loopback: an address family in the byte order of the machine that captured. */
  public static final int NULL = 0;

  public static final int ETHERNET = 1;
  public static final int TOKEN_RING = 6;
  public static final int ARCNET_BSD = 7;
  public static final int SLIP = 8;
  public static final int PPP = 9;
  public static final int FDDI = 10;

  /** LLC of RFC 2684, without an ATM header. Two values are in use for it. */
  public static final int ATM_LLC = 11;

  public static final int ATM_RFC1483 = 100;

  /** Raw IP has one value in files, and these two where a system's own value was written. */
  public static final int RAW_BSD = 12;

  public static final int RAW_OPENBSD = 14;
  public static final int RAW = 101;

  public static final int PPP_HDLC = 50;
  public static final int PPP_ETHERNET = 51;
  public static final int CISCO_HDLC = 104;
  public static final int IEEE_802_11 = 105;
  public static final int ATM_CLIP = 106;
  public static final int FRAME_RELAY = 107;

  /** OpenBSD loopback: an address family in network order. */
  public static final int LOOP = 108;

  public static final int ENC = 109;
  public static final int LINUX_COOKED_1 = 113;
  public static final int PFLOG = 117;
  public static final int PRISM = 119;
  public static final int IP_OVER_FIBRE_CHANNEL = 122;
  public static final int SUN_ATM = 123;
  public static final int RADIOTAP = 127;
  public static final int ARCNET_LINUX = 129;
  public static final int JUNIPER_MLPPP = 130;
  public static final int JUNIPER_MLFR = 131;
  public static final int JUNIPER_GGSN = 133;
  public static final int JUNIPER_ATM2 = 135;
  public static final int JUNIPER_SERVICES = 136;
  public static final int JUNIPER_ATM1 = 137;
  public static final int IP_OVER_IEEE_1394 = 138;

  /** Set aside for private use; Apple's PKTAP stood here before it had a value of its own. */
  public static final int USER_2 = 149;

  public static final int AVS = 163;
  public static final int PPP_PPPD = 166;
  public static final int JUNIPER_PPPOE = 167;
  public static final int JUNIPER_ETHERNET = 178;
  public static final int JUNIPER_PPP = 179;
  public static final int JUNIPER_FRAME_RELAY = 180;
  public static final int JUNIPER_CISCO_HDLC = 181;
  public static final int PPI = 192;
  public static final int ERF = 197;
  public static final int JUNIPER_SECURE_TUNNEL = 200;
  public static final int PPP_WITH_DIRECTION = 204;
  public static final int CISCO_HDLC_WITH_DIRECTION = 205;
  public static final int FRAME_RELAY_WITH_DIRECTION = 206;
  public static final int MPLS = 219;
  public static final int IPNET = 226;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int NFLOG = 239;
  public static final int NETANALYZER = 240;
  public static final int NETANALYZER_TRANSPARENT = 241;
  public static final int IP_OVER_INFINIBAND = 242;
  public static final int PKTAP = 258;
  public static final int EPON = 259;
  public static final int ETHERNET_MPACKET = 274;
  public static final int LINUX_COOKED_2 = 276;

  /** Ethernet with a switch chip's tag, Broadcom's or Marvell's, between addresses and type. */
  public static final int SWITCH_TAG_BROADCOM = 281;

  /** The same tag, in front of the addresses. */
  public static final int SWITCH_TAG_BROADCOM_FIRST = 282;

  public static final int SWITCH_TAG_MARVELL = 284;

  /** With a type of its own, so that it is four bytes longer. */
  public static final int SWITCH_TAG_MARVELL_TYPED = 285;

  private LinkType() {}
}
