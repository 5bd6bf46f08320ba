package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;

/**
 * Where the parts of a ring are.
 *
 * @param memory shared with the kernel
 * @param producer offset of the producer's count, 4 bytes
 * @param consumer offset of the consumer's count, 4 bytes
 * @param flags offset of the kernel's flags, 4 bytes
 * @param first offset of the first entry
 * @param entryBytes 8 for a frame's address, 16 for address, length and options
 * @param entries how many, a power of two
 */
record RingMemory(
    MemorySegment memory,
    long producer,
    long consumer,
    long flags,
    long first,
    int entryBytes,
    int entries) {

  RingMemory {
    if (Integer.bitCount(entries) != 1) {
      throw new IllegalArgumentException(entries + " is not a power of two");
    }
  }

  /** Offset of the entry that a count stands at. */
  long entry(int count) {
    return first + (long) (count & (entries - 1)) * entryBytes;
  }
}
