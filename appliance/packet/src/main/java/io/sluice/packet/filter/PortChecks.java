package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import io.sluice.packet.filter.Link.From;
import io.sluice.packet.filter.Qualifiers.Way;
import java.util.function.IntFunction;

/** Ports of TCP, UDP and SCTP. */
final class PortChecks {
  /** In any of the three. */
  static final int ANY = -1;

  private static final int FRAGMENT_OFFSET = 0x1fff;

  private PortChecks() {}

  /**
   * A port, or those of a range.
   *
   * @param protocol its number or {@link #ANY}
   * @param range whether it is asked as a range, also of one port
   */
  static Condition ports(Link link, int low, int high, boolean range, int protocol, Way way)
      throws FilterException {
    return ipv6(link, low, high, range, protocol, way)
        .or(ipv4(link, low, high, range, protocol, way));
  }

  static Condition ipv4(Link link, int low, int high, boolean range, int protocol, Way way)
      throws FilterException {
    return link.carries(Ether.IP)
        .and(
            any(
                protocol,
                each ->
                    link.equal(From.NETWORK, 9, Op.B, each)
                        .and(firstFragment(link))
                        .and(atoms(link, From.TRANSPORT_IPV4, low, high, range, way))));
  }

  static Condition ipv6(Link link, int low, int high, boolean range, int protocol, Way way)
      throws FilterException {
    return link.carries(Ether.IPV6)
        .and(
            any(
                protocol,
                each ->
                    link.equal(From.NETWORK, 6, Op.B, each)
                        .and(atoms(link, From.TRANSPORT_IPV6, low, high, range, way))));
  }

  /** libpcap asks for the third one before the other two. */
  private static Condition any(int protocol, IntFunction<Condition> of) {
    return protocol == ANY
        ? of.apply(Ports.SCTP).or(of.apply(Ports.TCP).or(of.apply(Ports.UDP)))
        : of.apply(protocol);
  }

  /** Only there the transport's header is. */
  static Condition firstFragment(Link link) {
    return link.compared(From.NETWORK, 6, Op.H, Op.JSET, FRAGMENT_OFFSET).not();
  }

  private static Condition atoms(Link link, From from, int low, int high, boolean range, Way way) {
    return switch (way) {
      case SRC -> atom(link, from, 0, low, high, range);
      case DST -> atom(link, from, 2, low, high, range);
      case AND -> atom(link, from, 0, low, high, range).and(atom(link, from, 2, low, high, range));
      case OR, DEFAULT ->
          atom(link, from, 0, low, high, range).or(atom(link, from, 2, low, high, range));
    };
  }

  private static Condition atom(
      Link link, From from, int offset, int low, int high, boolean range) {
    if (!range) {
      return link.equal(from, offset, Op.H, low);
    }
    return link.compared(from, offset, Op.H, Op.JGE, Math.min(low, high))
        .and(link.compared(from, offset, Op.H, Op.JGT, Math.max(low, high)).not());
  }
}
