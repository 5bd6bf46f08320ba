package io.sluice.packet;

/** MPLS label stacks (RFC 3032) and what is at their bottom. */
final class MplsSteps {
  private static final int MAX_LABELS = 32;

  private MplsSteps() {}

  static int stack(Decoder d) {
    for (int labels = 0; labels < MAX_LABELS; labels++) {
      if (!d.has(Mpls.LENGTH)) {
        return d.cut(Mpls.LENGTH);
      }
      boolean bottom = Mpls.isBottom(d.memory, d.at);
      int label = Mpls.label(d.memory, d.at);
      d.at += Mpls.LENGTH;
      if (bottom) {
        return label == Mpls.GENERIC_ASSOCIATED_CHANNEL ? d.stop(Unread.NOT_IP) : payload(d);
      }
    }
    return d.stop(Unread.TOO_DEEP);
  }

  /** Nothing says what follows; its first four bits do (RFC 4928, RFC 4385 section 3). */
  private static int payload(Decoder d) {
    if (!d.has(1)) {
      return d.cut(1);
    }
    return switch (d.u8(0) >>> 4) {
      case 4 -> Step.IPV4;
      case 6 -> Step.IPV6;
      case 0 -> pseudowire(d);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /**
   * Ethernet, after a control word (RFC 4448 section 4.6) or at once: a known type where an address
   * would be in the other case tells the two apart.
   */
  private static int pseudowire(Decoder d) {
    if (d.has(18) && isKnown(d.u16(16))) {
      return d.skip(4, Step.ETHERNET);
    }
    if (d.has(Ethernet.HEADER_LENGTH) && isKnown(d.u16(Ethernet.TYPE))) {
      return Step.ETHERNET;
    }
    return d.skip(4, Step.ETHERNET);
  }

  private static boolean isKnown(int type) {
    return switch (type) {
      case Ethernet.TYPE_IPV4,
          Ethernet.TYPE_IPV6,
          Ethernet.TYPE_ARP,
          Ethernet.TYPE_8021Q,
          Ethernet.TYPE_8021AD ->
          true;
      default -> false;
    };
  }
}
