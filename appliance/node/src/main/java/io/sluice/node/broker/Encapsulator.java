package io.sluice.node.broker;

import io.sluice.node.broker.Target.Encapsulation;
import io.sluice.packet.Geneve;
import io.sluice.packet.Gre;
import io.sluice.packet.Memory;
import io.sluice.packet.Vxlan;
import java.lang.foreign.MemorySegment;

/**
 * Writes a target's headers before its frames. One thread's own: it counts what it has numbered.
 */
final class Encapsulator {
  private static final int TYPE_ERSPAN_2 = 0x88be;
  private static final int ERSPAN_VERSION_1 = 1 << 28;
  private static final int ERSPAN_LENGTH = 8;

  /** With a key or a sequence number. */
  private static final int GRE_WITH_WORD = 8;

  private final Encapsulation encapsulation;
  private final long id;
  private int sequence;

  Encapsulator(Target target) {
    encapsulation = target.encapsulation();
    id = target.id();
  }

  /** Of the header, in bytes: at most {@link FrameRing#HEADROOM}. */
  int length() {
    return switch (encapsulation) {
      case VXLAN -> Vxlan.HEADER_LENGTH;
      case GENEVE -> Geneve.MIN_HEADER_LENGTH;
      case GRE -> id == Target.NO_KEY ? Gre.MIN_HEADER_LENGTH : GRE_WITH_WORD;
      case ERSPAN -> GRE_WITH_WORD + ERSPAN_LENGTH;
    };
  }

  /**
   * Writes a header.
   *
   * @param info the frame's ERSPAN bits: VLAN, class of service, tag, truncation
   */
  void put(MemorySegment memory, long at, int info) {
    switch (encapsulation) {
      case VXLAN -> Vxlan.put(memory, at, (int) id);
      case GENEVE -> {
        Memory.put32(memory, at, Geneve.TYPE_ETHERNET);
        Memory.put32(memory, at + Geneve.VNI, (int) id << 8);
      }
      case GRE -> {
        if (id == Target.NO_KEY) {
          Memory.put32(memory, at, Geneve.TYPE_ETHERNET);
        } else {
          Memory.put32(memory, at, Gre.FLAG_KEY << 16 | Geneve.TYPE_ETHERNET);
          Memory.put32(memory, at + Gre.MIN_HEADER_LENGTH, (int) id);
        }
      }
      case ERSPAN -> erspan(memory, at, info);
    }
  }

  /** draft-foschiano-erspan-03 section 4.2; what is lost on the way shows as a gap of numbers. */
  private void erspan(MemorySegment memory, long at, int info) {
    Memory.put32(memory, at, Gre.FLAG_SEQUENCE << 16 | TYPE_ERSPAN_2);
    Memory.put32(memory, at + Gre.MIN_HEADER_LENGTH, sequence++);
    Memory.put32(memory, at + GRE_WITH_WORD, ERSPAN_VERSION_1 | info | (int) id);
    Memory.put32(memory, at + GRE_WITH_WORD + 4, 0);
  }
}
