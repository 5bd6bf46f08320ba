package io.sluice.packet;

/** What an IP protocol number announces. */
final class Transports {
  static final int IPV4 = 4;
  static final int IPV6 = 41;

  private Transports() {}

  static int protocol(Decoder d) {
    if (d.fragmentOffset != 0) {
      return d.stop(Unread.FRAGMENT);
    }
    int protocol = d.kind;
    if (Ports.has(protocol)) {
      return ports(d);
    }
    if (d.at > d.end) {
      return d.cut(0);
    }
    d.transportHere();
    return switch (protocol) {
      case IPV4 -> Step.IPV4;
      case IPV6 -> Step.IPV6;
      default -> d.stop(Unread.NOTHING);
    };
  }

  private static int ports(Decoder d) {
    if (!d.has(Ports.LENGTH)) {
      return d.cut(Ports.LENGTH);
    }
    d.transportHere();
    d.sourcePort = Ports.source(d.memory, d.at);
    d.destinationPort = Ports.destination(d.memory, d.at);
    return d.stop(Unread.NOTHING);
  }
}
