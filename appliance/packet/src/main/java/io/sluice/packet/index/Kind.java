package io.sluice.packet.index;

/**
 * What packets are found by. Numbers stand in index files: they never change their meaning.
 *
 * <p>Every layer of a packet gives its keys, whatever tunnel it is in, so that one key serves what
 * is asked of the outer headers, behind a tag and of the innermost packet alike.
 */
final class Kind {
  /** An IPv4 address of an IP or ARP header. */
  static final int ADDRESS_4 = 0;

  static final int ADDRESS_6 = 1;

  /** A port of a transport header. */
  static final int PORT = 2;

  /** An IP protocol, or an IPv6 extension header. */
  static final int PROTOCOL = 3;

  /** An EtherType; IPv4's and IPv6's also where none stands in front of the header. */
  static final int ETHER_TYPE = 4;

  static final int VLAN = 5;

  /** The network of the tunnel that the packet came by, or of one inside it. */
  static final int VNI = 6;

  /** Packets of more layers than are looked at: they may be what anybody looks for. */
  static final int DEEP = 7;

  static final int COUNT = 8;

  private static final int[] WIDTHS = {4, 16, 2, 1, 2, 2, 4, 1};

  private Kind() {}

  /** Bytes of a key in an index file. */
  static int width(int kind) {
    return WIDTHS[kind];
  }
}
