package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The Internet checksum (<a href="https://www.rfc-editor.org/rfc/rfc1071">RFC 1071</a>) in this
 * machine's byte order, in which sums may be taken as well (section 2 B), eight bytes at a time.
 * Sums of ranges can be added; every range but the last must have an even length.
 */
final class OnesComplement {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final long LOWER = 0xffff_ffffL;
  private static final boolean LITTLE =
      java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;

  private OnesComplement() {}

  /** The unfolded sum; of less than 2^31 bytes it does not overflow. */
  static long sum(MemorySegment memory, long at, int length) {
    long sum = 0;
    // The plainest loop is the fastest: the compiler makes vector instructions of it
    int words = length & -Long.BYTES;
    for (int i = 0; i < words; i += Long.BYTES) {
      long word = memory.get(LONG, at + i);
      sum += (word & LOWER) + (word >>> 32);
    }
    long rest = at + words;
    if ((length & 4) != 0) {
      sum += memory.get(INT, rest) & LOWER;
      rest += 4;
    }
    if ((length & 2) != 0) {
      sum += memory.get(SHORT, rest) & 0xffff;
      rest += 2;
    }
    if ((length & 1) != 0) {
      int last = memory.get(ValueLayout.JAVA_BYTE, rest) & 0xff;
      sum += LITTLE ? last : last << 8;
    }
    return sum;
  }

  /** Folds a sum to 16 bits: 0xffff over a range that holds its own checksum. */
  static int fold(long sum) {
    long folded = (sum & LOWER) + (sum >>> 32);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    return (int) folded;
  }

  /** A number of 16 bits as it counts in a sum when it stands in a header, in network order. */
  static int word(int value) {
    return LITTLE ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value & 0xffff;
  }
}
