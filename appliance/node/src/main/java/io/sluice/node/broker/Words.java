package io.sluice.node.broker;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/** What a packet without Ethernet is, and how numbers are mixed. */
final class Words {

  private Words() {}

  /** The EtherType that a packet without Ethernet would have, or 0. */
  static int ipType(MemorySegment memory, long at) {
    return switch (Memory.u8(memory, at) >>> 4) {
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
