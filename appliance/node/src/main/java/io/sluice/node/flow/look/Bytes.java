package io.sluice.node.flow.look;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Network-order, unsigned reads of payloads. */
final class Bytes {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static int u16(MemorySegment memory, long at) {
    return memory.get(SHORT, at) & 0xffff;
  }

  static int u24(MemorySegment memory, long at) {
    return u8(memory, at) << 16 | u16(memory, at + 1);
  }

  static int i32(MemorySegment memory, long at) {
    return memory.get(INT, at);
  }

  /** Whether the ASCII {@code word}, in lower case, stands at {@code at} in any case. */
  static boolean says(MemorySegment memory, long at, long end, byte[] word) {
    if (end - at < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (lower(u8(memory, at + i)) != word[i]) {
        return false;
      }
    }
    return true;
  }

  static int lower(int letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 0x20 : letter;
  }
}
