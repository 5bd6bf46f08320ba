package io.sluice.packet;

/**
 * Juniper's link types: a header of its own, then what the interface carried
 * (https://www.tcpdump.org/linktypes.html).
 *
 * <pre>
 *  +----------------+----------+ - - - - - - - - - - - - - - - - - - - - - - - +
 *  | 4d 47 43 (3)   | flags(1) | length of extensions (2), extensions          |
 *  +----------------+----------+ - - - - - - - - - - - - - - - - - - - - - - - +
 * </pre>
 */
final class JuniperSteps {
  private static final int MAGIC = 0x4d4743;
  private static final int FLAG_INCOMING = 0x01;
  private static final int FLAG_NO_LINK = 0x02;
  private static final int FLAG_EXTENSIONS = 0x80;

  private static final int LLC_OSI = 0xfefe03;
  private static final int LLC_SNAP = 0xaaaa03;
  private static final int GAP_COUNT = 0x3f00_0000;
  private static final int PPP_ADDRESS = 0xff03;

  private JuniperSteps() {}

  static int first(Decoder d, int linkType) {
    return switch (linkType) {
      case LinkType.JUNIPER_ETHERNET,
          LinkType.JUNIPER_PPPOE,
          LinkType.JUNIPER_PPP,
          LinkType.JUNIPER_FRAME_RELAY,
          LinkType.JUNIPER_CISCO_HDLC,
          LinkType.JUNIPER_ATM1,
          LinkType.JUNIPER_ATM2,
          LinkType.JUNIPER_SERVICES,
          LinkType.JUNIPER_SECURE_TUNNEL,
          LinkType.JUNIPER_GGSN,
          LinkType.JUNIPER_MLPPP,
          LinkType.JUNIPER_MLFR ->
          header(d, linkType);
      default -> d.stop(Unread.LINK_TYPE);
    };
  }

  private static int header(Decoder d, int linkType) {
    if (!d.has(8)) {
      return d.cut(8);
    }
    int flags = 0;
    // The oldest systems wrote no header
    if (d.i32(0) >>> 8 == MAGIC) {
      flags = d.u8(3);
      d.at += (flags & FLAG_EXTENSIONS) != 0 ? 6 + d.u16(4) : 4;
      if ((flags & FLAG_NO_LINK) != 0) {
        return payload(d);
      }
    }
    return switch (linkType) {
      case LinkType.JUNIPER_ETHERNET, LinkType.JUNIPER_PPPOE -> Step.ETHERNET;
      case LinkType.JUNIPER_PPP -> d.skip(2, Step.PPP);
      case LinkType.JUNIPER_FRAME_RELAY -> Step.FRAME_RELAY;
      case LinkType.JUNIPER_CISCO_HDLC -> Step.CISCO_HDLC;
      case LinkType.JUNIPER_ATM1 -> atm(d, 4, false);
      case LinkType.JUNIPER_ATM2 -> atm(d, 8, (flags & FLAG_INCOMING) == 0);
      case LinkType.JUNIPER_SERVICES -> d.skip((flags & FLAG_INCOMING) != 0 ? 16 : 12, Step.IP);
      case LinkType.JUNIPER_MLPPP, LinkType.JUNIPER_MLFR -> bundle(d);
      default -> payload(d);
    };
  }

  /** The kind of payload stands in front of it, in the byte order of the machine. */
  private static int payload(Decoder d) {
    if (!d.has(4)) {
      return d.cut(4);
    }
    return switch (Integer.reverseBytes(d.i32(0))) {
      case 2, 6 -> d.skip(4, Step.IP);
      case 3, 4, 5, 7, 8 -> d.skip(4, Step.MPLS);
      case 200 -> d.skip(4, Step.PPP);
      case 202, 203 -> d.skip(4, Step.LLC);
      case 204 -> d.skip(4, Step.ETHERNET);
      case 207 -> d.skip(4, Step.FRAME_RELAY);
      case 208 -> d.skip(4, Step.CISCO_HDLC);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int atm(Decoder d, int length, boolean bridged) {
    if (!d.has(length + 3)) {
      return d.cut(length + 3);
    }
    boolean gap = (d.i32(0) & GAP_COUNT) != 0;
    d.at += length;
    int start = (d.u16(0) << 8) | d.u8(2);
    if (start == LLC_OSI || start == LLC_SNAP) {
      return Step.LLC;
    }
    return bridged && gap ? Step.ETHERNET : Step.IP;
  }

  /** Multilink: what follows is told by its look alone. */
  private static int bundle(Decoder d) {
    for (int cookie = 0; cookie <= 8; cookie += 2) {
      if (d.has(cookie + 2)) {
        if (d.u16(cookie) == PPP_ADDRESS) {
          return d.skip(cookie + 2, Step.PPP);
        }
        if (d.u16(cookie) == 0x0021 || d.u16(cookie) == 0x0057) {
          return d.skip(cookie, Step.PPP);
        }
      }
    }
    return d.stop(Unread.NOT_IP);
  }
}
