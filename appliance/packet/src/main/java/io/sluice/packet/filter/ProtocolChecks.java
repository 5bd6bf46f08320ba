package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import io.sluice.packet.filter.Link.From;

/** Which protocol a packet carries. */
final class ProtocolChecks {
  static final int ICMP = 1;
  static final int IGMP = 2;
  static final int IGRP = 9;
  static final int FRAGMENT = 44;
  static final int ESP = 50;
  static final int AH = 51;
  static final int ICMPV6 = 58;
  static final int PIM = 103;
  static final int VRRP = 112;

  /** Of IS-IS (ISO 10589): what a packet is. */
  private static final int[] LEVEL_1 = {15, 17, 18, 24, 26};

  private static final int[] LEVEL_2 = {16, 17, 20, 25, 27};
  private static final int[] HELLO = {15, 16, 17};
  private static final int[] LINK_STATE = {18, 20};
  private static final int[] SEQUENCE_NUMBERS = {24, 25, 26, 27};
  private static final int[] COMPLETE = {24, 25};
  private static final int[] PARTIAL = {26, 27};

  private ProtocolChecks() {}

  /** A protocol's word alone. */
  static Condition word(Link link, Proto proto) throws FilterException {
    if (proto.linkType >= 0) {
      return link.carries(proto.linkType);
    }
    return switch (proto) {
      case SCTP -> number(link, Ports.SCTP, Proto.DEFAULT);
      case TCP -> number(link, Ports.TCP, Proto.DEFAULT);
      case UDP -> number(link, Ports.UDP, Proto.DEFAULT);
      case ICMP -> number(link, ICMP, Proto.IP);
      case IGMP -> number(link, IGMP, Proto.IP);
      case IGRP -> number(link, IGRP, Proto.IP);
      case PIM -> number(link, PIM, Proto.DEFAULT);
      case VRRP, CARP -> number(link, VRRP, Proto.IP);
      case ICMPV6 -> number(link, ICMPV6, Proto.IPV6);
      case AH -> number(link, AH, Proto.DEFAULT);
      case ESP -> number(link, ESP, Proto.DEFAULT);
      case ESIS -> number(link, Ether.ESIS, Proto.ISO);
      case ISIS -> number(link, Ether.ISIS, Proto.ISO);
      case CLNP -> number(link, Ether.CLNP, Proto.ISO);
      case ISIS_L1 -> isis(link, LEVEL_1);
      case ISIS_L2 -> isis(link, LEVEL_2);
      case ISIS_IIH -> isis(link, HELLO);
      case ISIS_LSP -> isis(link, LINK_STATE);
      case ISIS_SNP -> isis(link, SEQUENCE_NUMBERS);
      case ISIS_CSNP -> isis(link, COMPLETE);
      case ISIS_PSNP -> isis(link, PARTIAL);
      case RADIO -> throw link.source.error("'radio' is only asked of 802.11");
      default -> throw link.source.error("'" + proto.word + "' needs a word after it, e.g. 'host'");
    };
  }

  /** The first two as they are written, each further one before all so far, as libpcap does. */
  private static Condition isis(Link link, int[] types) throws FilterException {
    Condition any = number(link, types[0], Proto.ISIS);
    for (int i = 1; i < types.length; i++) {
      Condition one = number(link, types[i], Proto.ISIS);
      any = i == 1 ? any.or(one) : one.or(any);
    }
    return any;
  }

  /** {@code proto} with a number, behind the word of what carries it. */
  static Condition number(Link link, int number, Proto proto) throws FilterException {
    return switch (proto) {
      case DEFAULT -> number(link, number, Proto.IP).or(number(link, number, Proto.IPV6));
      case LINK -> link.carries(number);
      case IP -> link.carries(Ether.IP).and(link.equal(From.NETWORK, 9, Op.B, number));
      case IPV6 -> {
        Condition ipv6 = link.carries(Ether.IPV6);
        Condition first =
            link.equal(From.NETWORK, 6, Op.B, FRAGMENT)
                .and(link.equal(From.NETWORK, 40, Op.B, number));
        yield ipv6.and(link.equal(From.NETWORK, 6, Op.B, number).or(first));
      }
      case ISO ->
          link.carries(Ether.SAP_ISO).and(link.equal(From.NETWORK_NO_SNAP, 0, Op.B, number));
      case ISIS ->
          number(link, Ether.ISIS, Proto.ISO)
              .and(link.equal(From.NETWORK_NO_SNAP, 4, Op.B, number));
      default ->
          throw link.source.error(
              "'"
                  + proto.word
                  + "' does not go with 'proto': only ether, ip, ip6, iso and isis do");
    };
  }
}
