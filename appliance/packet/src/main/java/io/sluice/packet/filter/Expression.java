package io.sluice.packet.filter;

import java.util.List;

/**
 * What a filter asks, as a tree for those who plan by it. It is what the filter needs to be true,
 * not how it is decided: the compiled filter decides. A leaf is true of no other packets than its
 * Javadoc says, as far as headers are what they claim to be; libpcap believes the type field in
 * front of a header and does not look at that header's own version or length.
 *
 * <p>A word that shifts what follows ({@code vlan}, {@code mpls}, {@code pppoes}, {@code geneve},
 * {@code vxlan}) is a leaf, and what it shifts is {@link Behind} where the word must be true for it
 * to matter. Where it need not be ({@code vlan or host 10.0.0.7}) libpcap reads other bytes than a
 * header's, and the leaf is an {@link Other} that implies nothing.
 */
public sealed interface Expression {

  /** Every packet: the empty expression. */
  record All() implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  record Not(Expression operand) implements Expression {}

  /** Which of a packet's two addresses or ports is meant. */
  enum Direction {
    SOURCE,
    DESTINATION,
    /** At least one of them. */
    EITHER,
    BOTH
  }

  /** Which header's addresses a {@link Host} means. */
  enum Family {
    IPV4,
    IPV6,
    ARP,
    RARP,
    /** {@link #IPV4}, {@link #ARP} or {@link #RARP}. */
    ANY_IPV4
  }

  /**
   * An address or a network. IPv4's stands in the lowest 32 bits with {@code maskHigh} 0.
   *
   * @param inner whether it is asked of the innermost packet only
   */
  record Host(
      Family family,
      long high,
      long low,
      long maskHigh,
      long maskLow,
      Direction direction,
      boolean inner)
      implements Expression {

    /** Bits of the network, or -1 for a mask with gaps. */
    public int prefix() {
      int ones = Long.bitCount(maskHigh) + Long.bitCount(maskLow);
      int bits = family == Family.IPV6 ? 128 : 32;
      int after = bits - ones;
      long low = after >= 64 ? 0 : -1L << after;
      long high = after >= 64 ? (after == 128 ? 0 : -1L << (after - 64)) : -1;
      boolean whole =
          bits == 32 ? (low & 0xffff_ffffL) == maskLow : low == maskLow && high == maskHigh;
      return whole ? ones : -1;
    }
  }

  /**
   * A port or a range of ports, both ends included, in an IPv4 or IPv6 packet that is no later
   * fragment.
   *
   * @param tcp whether TCP's ports may be it
   */
  record Port(
      int from, int to, Direction direction, boolean tcp, boolean udp, boolean sctp, boolean inner)
      implements Expression {}

  /** The Ethernet type of the frame, all tags aside that a {@link Vlan} passed over. */
  record EtherType(int type, boolean inner) implements Expression {}

  /**
   * The protocol of an IP packet.
   *
   * @param ipv4 whether an IPv4 packet may be it; both are never false
   */
  record Protocol(int number, boolean ipv4, boolean ipv6, boolean inner) implements Expression {}

  /** An Ethernet address, in the lowest 48 bits. */
  record Mac(long address, Direction direction, boolean inner) implements Expression {}

  /** A VLAN tag (of any of its three Ethernet types); {@code id} is -1 for any. */
  record Vlan(int id) implements Expression {}

  /** An MPLS header; {@code label} is -1 for any. */
  record Mpls(int label) implements Expression {}

  /** A PPPoE session; {@code session} is -1 for any. */
  record Pppoe(int session) implements Expression {}

  /** A VXLAN or GENEVE header by its registered port, in the packet; {@code vni} is -1 for any. */
  record Tunnel(boolean geneve, int vni) implements Expression {}

  /** The tunnel that the packet came by, or any VXLAN or GENEVE inside the packet. */
  record Vni(int vni) implements Expression {}

  /** What is asked behind the headers of the words that must be true with it. */
  record Behind(Expression leaf) implements Expression {}

  /**
   * Anything else, e.g. arithmetic.
   *
   * @param text as it was written
   * @param implied all of these are true where this one is
   */
  record Other(String text, List<Expression> implied) implements Expression {
    public Other {
      implied = List.copyOf(implied);
    }
  }
}
