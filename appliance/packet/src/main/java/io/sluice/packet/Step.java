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

  static final int LINUX_COOKED_1 = 7;
  static final int LINUX_COOKED_2 = 8;
  static final int NULL = 9;

  private Step() {}
}
