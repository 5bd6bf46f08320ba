package io.sluice.packet.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What compiled filters call to read a packet. */
final class Reader {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Reader() {}

  static int octet(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static int half(MemorySegment memory, long at) {
    return memory.get(HALF, at) & 0xffff;
  }

  static int word(MemorySegment memory, long at) {
    return memory.get(WORD, at);
  }

  /** Where {@code width} bytes at this offset start, or -1 where they were not all captured. */
  static long within(int x, int k, int width, int captured) {
    long offset = Integer.toUnsignedLong(x) + Integer.toUnsignedLong(k);
    return offset + width <= captured ? offset : -1;
  }
}
