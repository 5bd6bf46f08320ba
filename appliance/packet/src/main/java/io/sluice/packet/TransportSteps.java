package io.sluice.packet;

/** What an IP protocol number announces. */
final class TransportSteps {
  private static final int IPV4 = 4;
  private static final int IPV6 = 41;
  private static final int GRE = 47;
  private static final int ENCRYPTED = 50;
  private static final int ETHER_IP = 97;
  private static final int COMPRESSED = 108;
  private static final int L2TP = 115;
  private static final int MOBILITY = 135;
  private static final int MPLS = 137;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;
  private static final int ETHERNET = 143;

  private static final int ETHER_IP_LENGTH = 2;

  private TransportSteps() {}

  static int protocol(Decoder d) {
    int protocol = d.kind;
    if (protocol == Ports.TCP) {
      return ports(d);
    }
    if (protocol == Ports.UDP) {
      return udp(d, true);
    }
    return switch (protocol) {
      case Ports.SCTP, Ports.DCCP -> ports(d);
      case Ports.UDP_LITE -> udp(d, false);
      case Ipv6.HOP_BY_HOP,
          Ipv6.ROUTING,
          Ipv6.FRAGMENT,
          Ipv6.AUTHENTICATION,
          Ipv6.DESTINATION_OPTIONS,
          MOBILITY,
          SHIM6 ->
          NetworkSteps.extension(d);
      default -> carrier(d, protocol);
    };
  }

  /** Protocols without ports; some carry packets. */
  private static int carrier(Decoder d, int protocol) {
    if (d.at > d.end || (d.at == d.end && d.at < d.wireEnd)) {
      return d.cut(1);
    }
    d.transportHere();
    if (d.at == d.wireEnd) {
      return d.stop(Unread.NOTHING);
    }
    return switch (protocol) {
      case IPV4 -> Step.IP;
      case IPV6 -> Step.IPV6;
      case GRE -> Step.GRE;
      case ETHER_IP -> d.skip(ETHER_IP_LENGTH, Step.ETHERNET);
      case ETHERNET -> Step.ETHERNET;
      case MPLS -> Step.MPLS;
      case ENCRYPTED, COMPRESSED -> d.stop(Unread.SEALED);
      case L2TP, HOST_IDENTITY -> d.stop(Unread.NOT_IP);
      default -> d.stop(Unread.NOTHING);
    };
  }

  private static int ports(Decoder d) {
    if (!d.has(Ports.LENGTH)) {
      return d.cut(Ports.LENGTH);
    }
    d.transportHere();
    int ports = d.i32(0);
    d.sourcePort = ports >>> 16;
    d.destinationPort = ports & 0xffff;
    return d.stop(Unread.NOTHING);
  }

  /**
   * @param hasLength false for UDP-Lite, where the checksum's reach stands in its place (RFC 3828)
   */
  private static int udp(Decoder d, boolean hasLength) {
    ports(d);
    if (!d.has(Udp.HEADER_LENGTH)) {
      return Step.STOP;
    }
    int tunnel = d.tunnels().kind(d.sourcePort, d.destinationPort);
    if (tunnel == TunnelPorts.NONE) {
      return Step.STOP;
    }
    int length = d.u16(Udp.LENGTH);
    // No length is a jumbogram (RFC 2675 section 4)
    if (hasLength && (length != 0 || d.ipVersion != 6)) {
      if (length <= Udp.HEADER_LENGTH) {
        return Step.STOP;
      }
      d.shorten(d.at + length);
    }
    d.at += Udp.HEADER_LENGTH;
    return TunnelSteps.udp(d, tunnel);
  }
}
