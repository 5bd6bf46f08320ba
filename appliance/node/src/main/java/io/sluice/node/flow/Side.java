package io.sluice.node.flow;

/** Bits of {@link Row#SIDE}: what tshark's rules remember of one direction. */
final class Side {
  /** Duplicate acknowledgments: none, one, more, and the special -1 of acknowledged gaps. */
  static final int DUPLICATES = 3;

  static final int NO_DUPLICATE = 0;
  static final int ONE_DUPLICATE = 1;
  static final int MORE_DUPLICATES = 2;
  static final int GAP_ACKNOWLEDGED = 3;

  private static final int SCALE_SHIFT = 2;
  private static final int SCALE = 31 << SCALE_SHIFT;

  /** Window scale: not seen yet, not used, or the shift plus {@link #SCALE_ZERO}. */
  static final int SCALE_UNKNOWN = 0;

  static final int SCALE_UNUSED = 1;
  static final int SCALE_ZERO = 2;

  /** After a SYN, and before its first acknowledgment, windows are not scaled. */
  static final int FIRST_ACK_PENDING = 1 << 7;

  static final int LAST_WAS_KEEP_ALIVE = 1 << 8;
  static final int LAST_WAS_PROBE = 1 << 9;
  static final int BASE_KNOWN = 1 << 10;
  static final int WINDOW_KNOWN = 1 << 11;

  private Side() {}

  static boolean has(int side, int bit) {
    return (side & bit) != 0;
  }

  static int scale(int side) {
    return (side & SCALE) >>> SCALE_SHIFT;
  }

  static int withScale(int side, int scale) {
    return (side & ~SCALE) | (scale << SCALE_SHIFT);
  }

  static int withDuplicates(int side, int duplicates) {
    return (side & ~DUPLICATES) | duplicates;
  }

  /** One more: -1 becomes 1, too. */
  static int withOneMoreDuplicate(int side) {
    return switch (side & DUPLICATES) {
      case NO_DUPLICATE, GAP_ACKNOWLEDGED -> withDuplicates(side, ONE_DUPLICATE);
      default -> withDuplicates(side, MORE_DUPLICATES);
    };
  }
}
