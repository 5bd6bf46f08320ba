package io.sluice.node.broker;

import io.sluice.packet.Ethernet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Network-order access to memory, and how numbers are mixed. */
final class Words {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Words() {}

  static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static int u16(MemorySegment memory, long at) {
    return memory.get(SHORT, at) & 0xffff;
  }

  static int i32(MemorySegment memory, long at) {
    return memory.get(INT, at);
  }

  static void put16(MemorySegment memory, long at, int value) {
    memory.set(SHORT, at, (short) value);
  }

  static void put32(MemorySegment memory, long at, int value) {
    memory.set(INT, at, value);
  }

  /** The EtherType that a packet without Ethernet would have, or 0. */
  static int ipType(MemorySegment memory, long at) {
    return switch (u8(memory, at) >>> 4) {
      case 4 -> Ethernet.TYPE_IPV4;
      case 6 -> Ethernet.TYPE_IPV6;
      default -> 0;
    };
  }

  /** The finaliser of SplitMix64 over a running value. */
  static long mix(long state, long value) {
    long z = state * 0x9e37_79b9_7f4a_7c15L + value + 0x632b_e59b_d9b4_e019L;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
