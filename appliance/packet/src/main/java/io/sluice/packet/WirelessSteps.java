package io.sluice.packet;

/** IEEE 802.11 data frames, and the headers that carry what the radio knew of them. */
final class WirelessSteps {
  private static final int CONTROL_LENGTH = 24;
  private static final int PRISM_LENGTH = 144;
  private static final int AVS_MAGIC = 0x8021_1000;

  /** Radiotap: which fields are there, and the two fields that tell of padding. */
  private static final int RADIOTAP_TIME = 0x01;

  private static final int RADIOTAP_FLAGS = 0x02;
  private static final int RADIOTAP_MORE = 0x8000_0000;
  private static final int RADIOTAP_HAS_CHECK = 0x10;
  private static final int RADIOTAP_PADDED = 0x20;

  private static final int FLAG_TO_SYSTEM = 0x01;
  private static final int FLAG_FROM_SYSTEM = 0x02;
  private static final int FLAG_MORE_FRAGMENTS = 0x04;
  private static final int FLAG_PROTECTED = 0x40;
  private static final int FLAG_ORDER = 0x80;

  private static final int AGGREGATE = 0x80;
  private static final int SUBFRAME_LENGTH = 14;
  private static final int MAX_SUBFRAMES = 64;

  private WirelessSteps() {}

  /** https://www.radiotap.org: version, length and presence, little-endian. */
  static int radiotap(Decoder d) {
    if (!d.has(8)) {
      return d.cut(8);
    }
    int length = Integer.reverseBytes(d.u16(2)) >>> 16;
    if (d.u8(0) != 0 || length < 8) {
      return d.stop(Unread.CONTRADICTION);
    }
    boolean padded = false;
    int present = Integer.reverseBytes(d.i32(4));
    if ((present & RADIOTAP_FLAGS) != 0 && d.has(length)) {
      int at = 8;
      for (int more = present; (more & RADIOTAP_MORE) != 0 && at + 4 <= length; at += 4) {
        more = Integer.reverseBytes(d.i32(at));
      }
      if ((present & RADIOTAP_TIME) != 0) {
        at = ((at + 7) & ~7) + 8;
      }
      int flags = at < length ? d.u8(at) : 0;
      padded = (flags & RADIOTAP_PADDED) != 0;
      if ((flags & RADIOTAP_HAS_CHECK) != 0) {
        d.shorten(d.wireEnd - 4);
      }
    }
    d.at += length;
    return padded ? frame(d, 0, true) : Step.WIRELESS;
  }

  /** Prism, or AVS where that one's magic number stands in its place. */
  static int prism(Decoder d) {
    if (!d.has(8)) {
      return d.cut(8);
    }
    if ((d.i32(0) & 0xffff_f000) == AVS_MAGIC) {
      return avs(d);
    }
    // The length stands in the byte order of the machine
    boolean sound = d.i32(4) == PRISM_LENGTH || Integer.reverseBytes(d.i32(4)) == PRISM_LENGTH;
    return sound ? d.skip(PRISM_LENGTH, Step.WIRELESS) : Step.WIRELESS;
  }

  /** AVS: magic number and length, in network order. */
  static int avs(Decoder d) {
    if (!d.has(8)) {
      return d.cut(8);
    }
    int length = d.i32(4);
    if (length < 8 || length > 0xffff) {
      return d.stop(Unread.CONTRADICTION);
    }
    return d.skip(length, Step.WIRELESS);
  }

  static int frame(Decoder d) {
    return frame(d, 0, false);
  }

  /** A frame whose first two bytes have changed places. */
  static int swapped(Decoder d) {
    return frame(d, 1, false);
  }

  /**
   * @param controlAt where the first of two bytes of frame control is: 0, or 1 when swapped
   * @param padded whether the header is filled up to whole words
   */
  private static int frame(Decoder d, int controlAt, boolean padded) {
    if (!d.has(CONTROL_LENGTH)) {
      return d.cut(CONTROL_LENGTH);
    }
    int control = d.u8(controlAt);
    int flags = d.u8(1 - controlAt);
    // Data with a body: not one of the null functions
    if ((control & 0x0c) != 0x08 || (control & 0x40) != 0) {
      return d.stop(Unread.NOT_IP);
    }
    if ((flags & FLAG_PROTECTED) != 0) {
      return d.stop(Unread.SEALED);
    }
    // A number alone makes no fragment: some drivers leave it on what they put together
    if ((flags & FLAG_MORE_FRAGMENTS) != 0) {
      return d.stop(Unread.FRAGMENT);
    }
    boolean relayed = (flags & FLAG_TO_SYSTEM) != 0 && (flags & FLAG_FROM_SYSTEM) != 0;
    int length = CONTROL_LENGTH + (relayed ? 6 : 0);
    boolean aggregate = false;
    if ((control & 0x80) != 0) {
      if (!d.has(length + 2)) {
        return d.cut(length + 2);
      }
      aggregate = (d.u8(length) & AGGREGATE) != 0;
      length += 2 + ((flags & FLAG_ORDER) != 0 ? 4 : 0);
    }
    d.at += padded ? (length + 3) & ~3 : length;
    return aggregate ? lastSubframe(d) : Step.LLC;
  }

  /** Of several packets in one frame the last one counts, as with tshark's fields. */
  private static int lastSubframe(Decoder d) {
    for (int frames = 0; frames < MAX_SUBFRAMES; frames++) {
      if (!d.has(SUBFRAME_LENGTH)) {
        return d.cut(SUBFRAME_LENGTH);
      }
      int length = SUBFRAME_LENGTH + d.u16(12);
      int next = (length + 3) & ~3;
      if (!d.has(next + SUBFRAME_LENGTH)) {
        d.shorten(d.at + length);
        return d.skip(SUBFRAME_LENGTH, Step.LLC);
      }
      d.at += next;
    }
    return d.stop(Unread.TOO_DEEP);
  }
}
