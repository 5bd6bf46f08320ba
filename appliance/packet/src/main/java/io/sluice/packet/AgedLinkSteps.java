package io.sluice.packet;

/** ARCNET and ATM. */
final class AgedLinkSteps {
  private static final int ARCNET_IP_OLD = 240;
  private static final int ARCNET_IP = 212;
  private static final int ARCNET_IPV6 = 196;
  private static final int ARCNET_EXCEPTION = 0xff;

  private AgedLinkSteps() {}

  /**
   * ARCNET (RFC 1201; RFC 1051 for the old protocol number).
   *
   * @param typeAt 2 in BSD's form, 4 in Linux's
   */
  static int arcnet(Decoder d, int typeAt) {
    int splitAt = typeAt + 1;
    if (!d.has(splitAt + 1)) {
      return d.cut(splitAt + 1);
    }
    return switch (d.u8(typeAt)) {
      case ARCNET_IP_OLD -> d.skip(splitAt, Step.IP);
      case ARCNET_IP, ARCNET_IPV6 -> {
        // After an exception flag stand two bytes of padding and the type again
        int exception = typeAt == 2 && d.u8(splitAt) == ARCNET_EXCEPTION ? 4 : 0;
        yield d.skip(splitAt + exception + 3, Step.IP);
      }
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** SunATM: traffic type, virtual path and channel in front of the cell's packet. */
  static int sunAtm(Decoder d) {
    if (!d.has(4)) {
      return d.cut(4);
    }
    return switch (d.u8(0) & 0x0f) {
      case 2 -> d.skip(4, Step.LLC);
      case 1 -> d.skip(4 + 2, Step.ETHERNET);
      default -> d.stop(Unread.NOT_IP);
    };
  }

  /** Linux classical IP over ATM: with LLC in front, or not. */
  static int clip(Decoder d) {
    return d.has(2) && d.u16(0) == 0xaaaa ? Step.LLC : Step.IP;
  }
}
