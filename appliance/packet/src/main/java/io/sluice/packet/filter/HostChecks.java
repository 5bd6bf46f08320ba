package io.sluice.packet.filter;

import io.sluice.packet.filter.Link.From;
import io.sluice.packet.filter.Qualifiers.Way;

/** Addresses of network headers. */
final class HostChecks {
  private HostChecks() {}

  /** An IPv4 address or network, also where ARP and RARP have it. */
  static Condition ipv4(Link link, int address, int mask, Qualifiers words) throws FilterException {
    Way way = words.way();
    return switch (words.proto()) {
      case DEFAULT -> {
        Condition ip = either(link, address, mask, way, Ether.IP, 12, 16);
        yield link.labels > 0
            ? ip
            : ip.or(either(link, address, mask, way, Ether.ARP, 14, 24))
                .or(either(link, address, mask, way, Ether.RARP, 14, 24));
      }
      case IP -> either(link, address, mask, way, Ether.IP, 12, 16);
      case ARP -> either(link, address, mask, way, Ether.ARP, 14, 24);
      case RARP -> either(link, address, mask, way, Ether.RARP, 14, 24);
      case DECNET -> decnet(link, address, way);
      default -> throw notWith(link, words.proto(), "an IPv4 address");
    };
  }

  static FilterException notWith(Link link, Proto proto, String what) {
    return link.source.error("'" + proto.word + "' does not go with " + what);
  }

  private static Condition either(
      Link link, int address, int mask, Way way, int protocol, int source, int destination)
      throws FilterException {
    return switch (way) {
      case SRC -> one(link, address, mask, protocol, source);
      case DST -> one(link, address, mask, protocol, destination);
      case AND ->
          one(link, address, mask, protocol, source)
              .and(one(link, address, mask, protocol, destination));
      case OR, DEFAULT ->
          one(link, address, mask, protocol, source)
              .or(one(link, address, mask, protocol, destination));
    };
  }

  private static Condition one(Link link, int address, int mask, int protocol, int offset)
      throws FilterException {
    return link.carries(protocol).and(link.masked(From.NETWORK, offset, Op.W, address, mask));
  }

  /**
   * @param network high and low 64 bits of the address, then of the mask
   */
  static Condition ipv6(Link link, long[] network, Qualifiers words) throws FilterException {
    if (words.proto() != Proto.DEFAULT && words.proto() != Proto.IPV6) {
      throw notWith(link, words.proto(), "an IPv6 address");
    }
    return switch (words.way()) {
      case SRC -> one6(link, network, 8);
      case DST -> one6(link, network, 24);
      case AND -> one6(link, network, 8).and(one6(link, network, 24));
      case OR, DEFAULT -> one6(link, network, 8).or(one6(link, network, 24));
    };
  }

  private static Condition one6(Link link, long[] network, int offset) throws FilterException {
    Condition all = link.carries(Ether.IPV6);
    for (int word = 0; word < 4; word++) {
      int shift = word % 2 == 0 ? 32 : 0;
      int address = (int) (network[word / 2] >>> shift);
      int mask = (int) (network[2 + word / 2] >>> shift);
      all = all.and(link.masked(From.NETWORK, offset + 4 * word, Op.W, address, mask));
    }
    return all;
  }

  /** DECnet's headers: long or short, each with or without a byte of padding before it. */
  private static Condition decnet(Link link, int address, Way way) throws FilterException {
    return switch (way) {
      case SRC -> decnet(link, address, 15, 3);
      case DST -> decnet(link, address, 7, 1);
      case AND -> decnet(link, address, 15, 3).and(decnet(link, address, 7, 1));
      case OR, DEFAULT -> decnet(link, address, 15, 3).or(decnet(link, address, 7, 1));
    };
  }

  private static Condition decnet(Link link, int address, int offsetLong, int offsetShort)
      throws FilterException {
    int swapped = Short.toUnsignedInt(Short.reverseBytes((short) address));
    return link.carries(Ether.DECNET)
        .and(
            bare(link, 0x02, 2 + offsetShort, swapped)
                .or(padded(link, 0x8102, 3 + offsetShort, swapped))
                .or(bare(link, 0x06, 2 + offsetLong, swapped))
                .or(padded(link, 0x8106, 3 + offsetLong, swapped)));
  }

  private static Condition padded(Link link, int flags, int offset, int address) {
    return link.masked(From.NETWORK, 2, Op.H, flags, 0xff07)
        .and(link.equal(From.NETWORK, offset, Op.H, address));
  }

  private static Condition bare(Link link, int flags, int offset, int address) {
    return link.masked(From.NETWORK, 2, Op.B, flags, 0x07)
        .and(link.equal(From.NETWORK, offset, Op.H, address));
  }
}
