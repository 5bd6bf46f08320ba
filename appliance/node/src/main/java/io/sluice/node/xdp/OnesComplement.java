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
    long even = 0;
    long odd = 0;
    long i = at;
    long end = at + length;
    for (; i <= end - 32; i += 32) {
      long a = memory.get(LONG, i);
      long b = memory.get(LONG, i + 8);
      long c = memory.get(LONG, i + 16);
      long d = memory.get(LONG, i + 24);
      even += (a & LOWER) + (b & LOWER) + (c & LOWER) + (d & LOWER);
      odd += (a >>> 32) + (b >>> 32) + (c >>> 32) + (d >>> 32);
    }
    long sum = even + odd;
    for (; i <= end - 4; i += 4) {
      sum += memory.get(INT, i) & LOWER;
    }
    if (i <= end - 2) {
      sum += memory.get(SHORT, i) & 0xffff;
      i += 2;
    }
    if (i < end) {
      int last = memory.get(ValueLayout.JAVA_BYTE, i) & 0xff;
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
