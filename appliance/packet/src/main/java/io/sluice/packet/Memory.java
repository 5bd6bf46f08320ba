package io.sluice.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Network-order, unsigned access to packet memory; the one place that knows of byte order. */
final class Memory {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Memory() {}

  static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static int u16(MemorySegment memory, long at) {
    return memory.get(SHORT, at) & 0xffff;
  }

  static int i32(MemorySegment memory, long at) {
    return memory.get(INT, at);
  }

  static long u32(MemorySegment memory, long at) {
    return memory.get(INT, at) & 0xffff_ffffL;
  }

  static long i64(MemorySegment memory, long at) {
    return memory.get(LONG, at);
  }

  static void put16(MemorySegment memory, long at, int value) {
    memory.set(SHORT, at, (short) value);
  }

  static void put32(MemorySegment memory, long at, int value) {
    memory.set(INT, at, value);
  }
}
