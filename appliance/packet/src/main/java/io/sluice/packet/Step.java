package io.sluice.packet;

/** What a {@link Decoder} reads next; its parsers return one of these. */
final class Step {
  /** Nothing: {@link Decoder#unread()} says why. */
  static final int STOP = 0;

  static final int ETHERNET = 1;

  /** By the EtherType in {@code kind}. */
  static final int ETHER_TYPE = 2;

  static final int IPV4 = 3;
  static final int IPV6 = 4;

  /** IPv4 or IPv6, as the first four bits say. */
  static final int IP = 5;

  /** By the IP protocol number in {@code kind}. */
  static final int PROTOCOL = 6;

  /** A packet of the link type in {@code kind}. */
  static final int LINK = 7;

  static final int MPLS = 8;

  /** IEEE 802.2. */
  static final int LLC = 9;

  /** PPP from its protocol field on. */
  static final int PPP = 10;

  /** PPP with address and control in front, or not. */
  static final int PPP_HDLC = 11;

  static final int CISCO_HDLC = 12;
  static final int FRAME_RELAY = 13;

  /** IEEE 802.11. */
  static final int WIRELESS = 14;

  /** An IEEE 802.3 length was read: what is in {@code kind} bytes. */
  static final int IEEE_802_3 = 15;

  static final int GRE = 16;
  static final int TOKEN_RING = 17;
  static final int FDDI = 18;
  static final int SERVICE_HEADER = 19;

  private Step() {}
}
