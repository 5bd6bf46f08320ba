package io.sluice.packet;

/** IPv4, IPv6 and its extension headers. */
final class NetworkSteps {
  private static final int OPTION_END = 0;
  private static final int OPTION_NO_OPERATION = 1;
  private static final int OPTION_LOOSE_ROUTE = 131;
  private static final int OPTION_STRICT_ROUTE = 137;
  private static final int OPTION_JUMBO = 0xc2;

  /** What a length of 16 bits can tell. */
  private static final int MAX_LENGTH = 0xffff;

  private static final int OFFSET = 0x1fff;
  private static final int MORE_AND_OFFSET = 0x3fff;

  private NetworkSteps() {}

  /** IPv4 or IPv6, where nothing but the packet itself says which, or where it may know better. */
  static int ip(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return switch (d.u8(0) >>> 4) {
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
    int versionAndLength = d.u8(Ipv4.VERSION_AND_LENGTH);
    int headerLength = (versionAndLength & 0xf) * 4;
    int totalLength = d.u16(Ipv4.TOTAL_LENGTH);
    if (versionAndLength >>> 4 != 4
        || headerLength < Ipv4.MIN_HEADER_LENGTH
        || (totalLength < headerLength && totalLength != 0)) {
      return versionAndLength >>> 4 == 6 ? Step.IPV6 : d.stop(Unread.CONTRADICTION);
    }
    if (totalLength != 0) {
      // 0 is what segmentation offload leaves to a capture on the sender
      d.shorten(at + totalLength);
    }
    long source = d.i32(Ipv4.SOURCE) & 0xffff_ffffL;
    long destination = d.i32(Ipv4.DESTINATION) & 0xffff_ffffL;
    if (headerLength > Ipv4.MIN_HEADER_LENGTH) {
      if (!d.has(headerLength)) {
        return d.cut(headerLength);
      }
      destination = lastStop(d, headerLength, destination);
    }
    d.networkHere(4);
    d.sourceHigh = 0;
    d.sourceLow = source;
    d.destinationHigh = 0;
    d.destinationLow = destination;
    int protocol = d.u8(Ipv4.PROTOCOL);
    int fragment = d.u16(Ipv4.FRAGMENT) & MORE_AND_OFFSET;
    d.at = at + headerLength;
    if (fragment == 0) {
      d.network(protocol, false);
      return Step.PROTOCOL;
    }
    boolean whole = totalLength > headerLength && d.end == at + totalLength;
    return FragmentSteps.fragment(
        d,
        protocol,
        (fragment & OFFSET) * 8,
        fragment > OFFSET,
        Memory.u16(d.memory, at + Ipv4.IDENTIFICATION),
        whole);
  }

  /** Where a source route leads (RFC 791 section 3.1): its last address is the destination. */
  private static long lastStop(Decoder d, int headerLength, long destination) {
    int at = Ipv4.MIN_HEADER_LENGTH;
    while (at + 2 < headerLength) {
      int kind = d.u8(at);
      if (kind == OPTION_END) {
        return destination;
      }
      if (kind == OPTION_NO_OPERATION) {
        at++;
        continue;
      }
      int length = d.u8(at + 1);
      if (length < 2 || at + length > headerLength) {
        return destination;
      }
      if (kind == OPTION_LOOSE_ROUTE || kind == OPTION_STRICT_ROUTE) {
        int pointer = d.u8(at + 2);
        boolean sound = length >= 7 && pointer >= 4 && (pointer & 3) == 0 && pointer <= length;
        return sound ? d.i32(at + length - 4) & 0xffff_ffffL : destination;
      }
      at += length;
    }
    return destination;
  }

  static int ipv6(Decoder d) {
    long at = d.at;
    if (!d.has(Ipv6.HEADER_LENGTH)) {
      return d.cut(Ipv6.HEADER_LENGTH);
    }
    if (d.u8(0) >>> 4 != 6) {
      return d.stop(Unread.CONTRADICTION);
    }
    d.networkHere(6);
    d.sourceHigh = Ipv6.sourceHigh(d.memory, at);
    d.sourceLow = Ipv6.sourceLow(d.memory, at);
    d.destinationHigh = Ipv6.destinationHigh(d.memory, at);
    d.destinationLow = Ipv6.destinationLow(d.memory, at);
    int payload = d.u16(Ipv6.PAYLOAD_LENGTH);
    int next = d.u8(Ipv6.NEXT_HEADER);
    d.at = at + Ipv6.HEADER_LENGTH;
    if (payload != 0) {
      d.shorten(d.at + payload);
    } else if (next == Ipv6.HOP_BY_HOP) {
      d.shorten(d.at + jumbo(d));
    } else if (d.wireEnd - d.at <= MAX_LENGTH) {
      // A longer one is what segmentation offload leaves to a capture on the sender
      d.shorten(d.at);
    }
    d.network(next, false);
    return Step.PROTOCOL;
  }

  /** The length of a jumbogram (RFC 2675 section 2), or 0. */
  private static long jumbo(Decoder d) {
    if (!d.has(Ipv6.MIN_EXTENSION_LENGTH)) {
      return 0;
    }
    int length = (d.u8(1) + 1) * 8;
    int at = 2;
    while (at + 6 <= length && d.has(at + 6)) {
      int kind = d.u8(at);
      if (kind == OPTION_JUMBO) {
        return d.i32(at + 2) & 0xffff_ffffL;
      }
      at += kind == 0 ? 1 : 2 + d.u8(at + 1);
    }
    return 0;
  }

  /** An extension header of the kind that is in {@code kind}. */
  static int extension(Decoder d) {
    if (!d.has(Ipv6.MIN_EXTENSION_LENGTH)) {
      return d.cut(Ipv6.MIN_EXTENSION_LENGTH);
    }
    int kind = d.kind;
    long header = d.at;
    int next = d.u8(0);
    d.at += Ipv6.extensionLength(kind, d.memory, header);
    if (kind != Ipv6.FRAGMENT) {
      d.next(next);
      return Step.PROTOCOL;
    }
    int offsetAndMore = Memory.u16(d.memory, header + 2);
    if ((offsetAndMore & 0xfff9) == 0 || d.ipVersion != 6) {
      // A fragment that is the whole packet (RFC 6946)
      d.next(next);
      return Step.PROTOCOL;
    }
    int payload = Ipv6.payloadLength(d.memory, d.network);
    long packetEnd = payload == 0 ? d.wireEnd : d.network + Ipv6.HEADER_LENGTH + payload;
    boolean whole = d.end == packetEnd && d.at < d.end;
    return FragmentSteps.fragment(
        d,
        next,
        offsetAndMore & 0xfff8,
        (offsetAndMore & 1) != 0,
        Memory.i32(d.memory, header + 4),
        whole);
  }
}
