package io.sluice.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Network-order access to packet memory at any alignment; the one place that knows of byte order.
 */
public final class Memory {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Memory() {}

  /** An unsigned byte. */
  public static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  /** Two bytes, unsigned. */
  public static int u16(MemorySegment memory, long at) {
    return memory.get(SHORT, at) & 0xffff;
  }

  /** Four bytes; the sign is the highest bit. */
  public static int i32(MemorySegment memory, long at) {
    return memory.get(INT, at);
  }

  /** Four bytes, unsigned. */
  public static long u32(MemorySegment memory, long at) {
    return memory.get(INT, at) & 0xffff_ffffL;
  }

  /** Eight bytes; the sign is the highest bit. */
  public static long i64(MemorySegment memory, long at) {
    return memory.get(LONG, at);
  }

  /** The lower two bytes of {@code value}. */
  public static void put16(MemorySegment memory, long at, int value) {
    memory.set(SHORT, at, (short) value);
  }

  /** All four bytes of {@code value}. */
  public static void put32(MemorySegment memory, long at, int value) {
    memory.set(INT, at, value);
  }
}
