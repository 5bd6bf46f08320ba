package io.sluice.packet.filter;

import io.sluice.packet.filter.Link.From;
import java.util.Locale;
import java.util.Map;

/** What can be asked of an Ethernet header, and of the 802.2 header behind it. */
final class LinkChecks {
  private static final int GROUP = 1;
  private static final int SUPERVISORY_MASK = 0x0f;
  private static final int UNNUMBERED_MASK = 0xef;
  private static final Map<String, Integer> SUPERVISORY = Map.of("rr", 1, "rnr", 5, "rej", 9);
  private static final Map<String, Integer> UNNUMBERED =
      Map.of(
          "ui", 0x03, "ua", 0x63, "disc", 0x43, "dm", 0x0f, "sabme", 0x6f, "test", 0xe3, "xid",
          0xaf, "frmr", 0x87);

  private LinkChecks() {}

  static Condition ethernet(Link link, int protocol) {
    return switch (protocol) {
      case Ether.SAP_ISO, Ether.SAP_IP, Ether.SAP_NETBEUI ->
          is8023(link).and(link.equal(From.LLC, 0, Op.H, protocol << 8 | protocol));
      case Ether.SAP_IPX -> ipx(link);
      case Ether.ATALK ->
          link.equal(From.TYPE, 0, Op.H, protocol)
              .or(is8023(link).and(snap(link, 0x080007, protocol)));
      case Ether.AARP ->
          link.equal(From.TYPE, 0, Op.H, protocol).or(is8023(link).and(snap(link, 0, protocol)));
      default ->
          Integer.compareUnsigned(protocol, Ether.MTU) <= 0
              ? is8023(link).and(link.equal(From.TYPE, 2, Op.B, protocol))
              : link.equal(From.TYPE, 0, Op.H, protocol);
    };
  }

  private static Condition is8023(Link link) {
    return link.compared(From.TYPE, 0, Op.H, Op.JGT, Ether.MTU).not();
  }

  /** Ethernet II, 802.2, bare 802.3, or SNAP. */
  private static Condition ipx(Link link) {
    Condition behindLength =
        link.equal(From.LLC, 0, Op.B, Ether.SAP_IPX).or(link.equal(From.LLC, 0, Op.H, 0xffff));
    return link.equal(From.TYPE, 0, Op.H, Ether.IPX)
        .or(is8023(link).and(snap(link, 0, Ether.IPX).or(behindLength)));
  }

  private static Condition snap(Link link, int organization, int type) {
    return link.bytes(
        From.LLC,
        0,
        Ether.SAP_SNAP,
        Ether.SAP_SNAP,
        0x03,
        organization >>> 16,
        organization >>> 8 & 0xff,
        organization & 0xff,
        type >>> 8,
        type & 0xff);
  }

  private static Condition llc(Link link) throws FilterException {
    if (link.type != Link.Type.ETHERNET) {
      throw link.source.error("'llc' cannot be asked of " + link.type.shown);
    }
    return is8023(link).and(link.equal(From.LLC, 0, Op.H, 0xffff).not());
  }

  /**
   * {@code llc} with the name of a frame's kind, or any.
   *
   * @param kind empty for any
   */
  static Condition llc(Link link, String kind) throws FilterException {
    Condition llc = llc(link);
    String name = kind.toLowerCase(Locale.ROOT);
    Integer supervisory = SUPERVISORY.get(name);
    Integer unnumbered = UNNUMBERED.get(name);
    if (supervisory != null) {
      return llc.and(link.masked(From.LLC, 2, Op.B, supervisory, SUPERVISORY_MASK));
    }
    if (unnumbered != null) {
      return llc.and(link.masked(From.LLC, 2, Op.B, unnumbered, UNNUMBERED_MASK));
    }
    return switch (name) {
      case "" -> llc;
      case "i" -> llc.and(link.compared(From.LLC, 2, Op.B, Op.JSET, 1).not());
      case "s" -> llc.and(link.masked(From.LLC, 2, Op.B, 1, 3));
      case "u" -> llc.and(link.masked(From.LLC, 2, Op.B, 3, 3));
      default ->
          throw link.source.error(
              "'llc' knows i, s, u, rr, rnr, rej, ui, ua, disc, dm, sabme, test, xid and frmr");
    };
  }

  static Condition mac(Link link, int[] address, Qualifiers.Way way) throws FilterException {
    if (link.type != Link.Type.ETHERNET) {
      throw link.source.error(
          "there are no Ethernet addresses in " + link.type.shown + " to be asked for");
    }
    return link.withEthernet(macs(link, address, way));
  }

  private static Condition macs(Link link, int[] address, Qualifiers.Way way) {
    return switch (way) {
      case SRC -> link.bytes(From.LINK, 6, address);
      case DST -> link.bytes(From.LINK, 0, address);
      case AND ->
          macs(link, address, Qualifiers.Way.SRC).and(macs(link, address, Qualifiers.Way.DST));
      case OR, DEFAULT ->
          macs(link, address, Qualifiers.Way.SRC).or(macs(link, address, Qualifiers.Way.DST));
    };
  }

  static Condition broadcast(Link link, Proto proto) throws FilterException {
    if (proto == Proto.IP) {
      throw link.source.error(
          "'ip broadcast' needs the network's mask, which nothing says; ask for its address");
    }
    if (proto != Proto.DEFAULT && proto != Proto.LINK) {
      throw link.source.error("only 'ether broadcast' is there");
    }
    if (link.type != Link.Type.ETHERNET) {
      throw link.source.error(link.type.shown + " has no broadcasts");
    }
    int[] all = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    return link.withEthernet(macs(link, all, Qualifiers.Way.DST));
  }

  static Condition multicast(Link link, Proto proto) throws FilterException {
    return switch (proto) {
      case DEFAULT, LINK -> {
        if (link.type != Link.Type.ETHERNET) {
          throw link.source.error(link.type.shown + " has no multicasts");
        }
        yield link.withEthernet(link.compared(From.LINK, 0, Op.B, Op.JSET, GROUP));
      }
      case IP -> link.carries(Ether.IP).and(link.compared(From.NETWORK, 16, Op.B, Op.JGE, 224));
      case IPV6 -> link.carries(Ether.IPV6).and(link.equal(From.NETWORK, 24, Op.B, 255));
      default -> throw link.source.error("only 'ether', 'ip' and 'ip6' stand before 'multicast'");
    };
  }
}
