package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A ring that the kernel fills and we empty: frames received, frames that have been sent. One
 * thread at a time.
 */
final class ConsumerRing {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final RingMemory ring;
  private final MemorySegment memory;
  private int consumed;
  private int produced;

  ConsumerRing(RingMemory ring) {
    this.ring = ring;
    this.memory = ring.memory();
    consumed = (int) INT.getAcquire(memory, ring.consumer());
    produced = consumed;
  }

  /** How many entries there are to read; asks the kernel if none are known. */
  int ready() {
    if (produced == consumed) {
      produced = (int) INT.getAcquire(memory, ring.producer());
    }
    return produced - consumed;
  }

  /** The frame's address of the entry {@code i} after the last released one. */
  long address(int i) {
    return memory.get(LONG, ring.entry(consumed + i));
  }

  /** The frame's length in bytes; only in a ring that has lengths. */
  int length(int i) {
    return memory.get(ValueLayout.JAVA_INT, ring.entry(consumed + i) + 8);
  }

  /** Gives the room of entries that have been read back to the kernel. */
  void release(int count) {
    consumed += count;
    INT.setRelease(memory, ring.consumer(), consumed);
  }
}
