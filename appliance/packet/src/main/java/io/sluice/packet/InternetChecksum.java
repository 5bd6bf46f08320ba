package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * The Internet checksum (<a href="https://www.rfc-editor.org/rfc/rfc1071">RFC 1071</a>): the
 * complement of the ones' complement sum of 16-bit words, an odd last byte padded with zero.
 */
public final class InternetChecksum {
  private InternetChecksum() {}

  /** The checksum over a range: 0 when the range already holds a right checksum. */
  public static int of(MemorySegment memory, long at, long length) {
    return finish(sum(memory, at, length));
  }

  /**
   * The unfolded sum of a range, to be added to others (a pseudo header, say). Every range but the
   * last must have an even length.
   */
  public static long sum(MemorySegment memory, long at, long length) {
    long sum = 0;
    long end = at + (length & ~3L);
    for (long i = at; i < end; i += 4) {
      sum += Memory.u32(memory, i);
    }
    if ((length & 2) != 0) {
      sum += Memory.u16(memory, end);
      end += 2;
    }
    if ((length & 1) != 0) {
      sum += (long) Memory.u8(memory, end) << 8;
    }
    return sum;
  }

  /** Folds a sum to 16 bits and complements it. */
  public static int finish(long sum) {
    long folded = (sum & 0xffff_ffffL) + (sum >>> 32);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    return (int) (~folded & 0xffff);
  }
}
