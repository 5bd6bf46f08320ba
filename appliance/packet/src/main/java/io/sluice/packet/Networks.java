package io.sluice.packet;

/** IPv4, IPv6 and its extension headers. */
final class Networks {
  private static final int MAX_EXTENSIONS = 16;

  private Networks() {}

  /** IPv4 or IPv6, where nothing but the packet itself says which. */
  static int ip(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return switch (Ipv4.version(d.memory, d.at)) {
      case 4 -> Step.IPV4;
      case 6 -> Step.IPV6;
      default -> d.stop(Unread.NOT_IP);
    };
  }

  static int ipv4(Decoder d) {
    long at = d.at;
    if (!d.has(Ipv4.MIN_HEADER_LENGTH)) {
      return d.cut(Ipv4.MIN_HEADER_LENGTH);
    }
    int headerLength = Ipv4.headerLength(d.memory, at);
    int totalLength = Ipv4.totalLength(d.memory, at);
    if (Ipv4.version(d.memory, at) != 4
        || headerLength < Ipv4.MIN_HEADER_LENGTH
        || (totalLength < headerLength && totalLength != 0)) {
      return d.stop(Unread.CONTRADICTION);
    }
    d.ipVersion = 4;
    d.network = at;
    d.sourceHigh = 0;
    d.sourceLow = Ipv4.source(d.memory, at) & 0xffff_ffffL;
    d.destinationHigh = 0;
    d.destinationLow = Ipv4.destination(d.memory, at) & 0xffff_ffffL;
    if (totalLength != 0) {
      // 0 is what segmentation offload leaves to a capture on the sender
      d.shorten(at + totalLength);
    }
    int fragment = Memory.u16(d.memory, at + Ipv4.FRAGMENT) & 0x3fff;
    d.network(Ipv4.protocol(d.memory, at), fragment != 0, fragment & 0x1fff);
    d.at = at + headerLength;
    return Step.PROTOCOL;
  }

  static int ipv6(Decoder d) {
    long at = d.at;
    if (!d.has(Ipv6.HEADER_LENGTH)) {
      return d.cut(Ipv6.HEADER_LENGTH);
    }
    if (Ipv6.version(d.memory, at) != 6) {
      return d.stop(Unread.CONTRADICTION);
    }
    d.ipVersion = 6;
    d.network = at;
    d.sourceHigh = Ipv6.sourceHigh(d.memory, at);
    d.sourceLow = Ipv6.sourceLow(d.memory, at);
    d.destinationHigh = Ipv6.destinationHigh(d.memory, at);
    d.destinationLow = Ipv6.destinationLow(d.memory, at);
    int payload = Ipv6.payloadLength(d.memory, at);
    if (payload != 0) {
      // 0 is a jumbogram (RFC 2675) or what segmentation offload leaves
      d.shorten(at + Ipv6.HEADER_LENGTH + payload);
    }
    d.network(Ipv6.nextHeader(d.memory, at), false, 0);
    d.at = at + Ipv6.HEADER_LENGTH;
    return Ipv6.isExtension(d.kind) ? extensions(d) : Step.PROTOCOL;
  }

  private static int extensions(Decoder d) {
    int next = d.kind;
    for (int count = 0; Ipv6.isExtension(next); count++) {
      if (count == MAX_EXTENSIONS) {
        return d.stop(Unread.TOO_DEEP);
      }
      if (!d.has(Ipv6.MIN_EXTENSION_LENGTH)) {
        return d.cut(Ipv6.MIN_EXTENSION_LENGTH);
      }
      int length = Ipv6.extensionLength(next, d.memory, d.at);
      boolean fragment = next == Ipv6.FRAGMENT && Ipv6.isFragment(d.memory, d.at);
      int offset = fragment ? Memory.u16(d.memory, d.at + 2) >>> 3 : 0;
      next = Ipv6.extensionNext(d.memory, d.at);
      d.at += length;
      if (fragment) {
        d.network(next, true, offset);
        if (offset != 0) {
          return Step.PROTOCOL;
        }
      }
    }
    d.network(next, d.fragment, 0);
    return Step.PROTOCOL;
  }
}
