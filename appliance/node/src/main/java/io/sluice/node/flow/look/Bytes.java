package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/** Network-order, unsigned reads of payloads. */
final class Bytes {

  private Bytes() {}

  static int u24(MemorySegment memory, long at) {
    return Memory.u8(memory, at) << 16 | Memory.u16(memory, at + 1);
  }

  /** Whether the ASCII {@code word}, in lower case, stands at {@code at} in any case. */
  static boolean says(MemorySegment memory, long at, long end, byte[] word) {
    if (end - at < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (lower(Memory.u8(memory, at + i)) != word[i]) {
        return false;
      }
    }
    return true;
  }

  static int lower(int letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 0x20 : letter;
  }
}
