package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What primitives ask, as an index can plan by it. */
final class Leaves {
  /** IPv6's next header may be one of these, behind which a decoder goes on to what it carries. */
  private static final Set<Integer> EXTENSIONS =
      Set.of(0, 43, ProtocolChecks.FRAGMENT, ProtocolChecks.AH, 60, 135, 139, 140);

  private Leaves() {}

  static Expression other(String text) {
    return new Expression.Other(text, List.of());
  }

  static Expression ipv4(String text, int address, int mask, Qualifiers words) {
    Expression.Family family =
        switch (words.proto()) {
          case IP -> Expression.Family.IPV4;
          case ARP -> Expression.Family.ARP;
          case RARP -> Expression.Family.RARP;
          case DEFAULT -> Expression.Family.ANY_IPV4;
          default -> null;
        };
    return family == null
        ? other(text)
        : new Expression.Host(
            words.inner() ? Expression.Family.IPV4 : family,
            0,
            address & 0xffff_ffffL,
            0,
            mask & 0xffff_ffffL,
            words.way().direction(),
            words.inner());
  }

  static Expression ipv6(long[] network, Qualifiers words) {
    return new Expression.Host(
        Expression.Family.IPV6,
        network[0],
        network[1],
        network[2],
        network[3],
        words.way().direction(),
        words.inner());
  }

  static Expression ports(int low, int high, int protocol, Qualifiers words) {
    boolean any = protocol == PortChecks.ANY;
    return new Expression.Port(
        Math.min(low, high),
        Math.max(low, high),
        words.way().direction(),
        any || protocol == Ports.TCP,
        any || protocol == Ports.UDP,
        any || protocol == Ports.SCTP,
        words.inner());
  }

  /** A protocol's word alone, where it is one that an index knows. */
  static Optional<Expression> word(Proto proto) {
    if (proto.linkType > Ether.MTU) {
      boolean also8023 = proto == Proto.ATALK || proto == Proto.AARP;
      return also8023
          ? Optional.empty()
          : Optional.of(new Expression.EtherType(proto.linkType, false));
    }
    return switch (proto) {
      case SCTP -> protocol(Ports.SCTP, true, true);
      case TCP -> protocol(Ports.TCP, true, true);
      case UDP -> protocol(Ports.UDP, true, true);
      case ICMP -> protocol(ProtocolChecks.ICMP, true, false);
      case IGMP -> protocol(ProtocolChecks.IGMP, true, false);
      case IGRP -> protocol(ProtocolChecks.IGRP, true, false);
      case PIM -> protocol(ProtocolChecks.PIM, true, true);
      case VRRP, CARP -> protocol(ProtocolChecks.VRRP, true, false);
      case ICMPV6 -> protocol(ProtocolChecks.ICMPV6, false, true);
      case ESP -> protocol(ProtocolChecks.ESP, true, true);
      default -> Optional.empty();
    };
  }

  private static Optional<Expression> protocol(int number, boolean ipv4, boolean ipv6) {
    return Optional.of(new Expression.Protocol(number, ipv4, ipv6, false));
  }

  /** {@code proto} with a number. */
  static Expression number(String text, int number, Qualifiers words) {
    boolean ipv6 = words.proto() == Proto.IPV6 || words.proto() == Proto.DEFAULT;
    boolean ipv4 = words.proto() == Proto.IP || words.proto() == Proto.DEFAULT;
    if (ipv4 || ipv6) {
      return ipv6 && EXTENSIONS.contains(number) && !words.inner()
          ? other(text)
          : new Expression.Protocol(number, ipv4, ipv6, words.inner());
    }
    boolean etherType =
        words.proto() == Proto.LINK
            && Integer.compareUnsigned(number, Ether.MTU) > 0
            && number != Ether.ATALK
            && number != Ether.AARP;
    return etherType ? new Expression.EtherType(number, false) : other(text);
  }

  static Expression mac(int[] bytes, Qualifiers.Way way) {
    long address = 0;
    for (int each : bytes) {
      address = address << 8 | each;
    }
    return new Expression.Mac(address, way.direction(), false);
  }
}
