package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A ring that we fill and the kernel empties: frames to receive into, frames to send. One thread at
 * a time. Both ends count up for ever, modulo 2^32; the layout is that of the kernel's {@code
 * net/xdp/xsk_queue.h}.
 */
final class ProducerRing {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int NEED_WAKEUP = 1;

  private final RingMemory ring;
  private final MemorySegment memory;
  private int produced;
  private int published;
  private int consumed;

  ProducerRing(RingMemory ring) {
    this.ring = ring;
    this.memory = ring.memory();
  }

  /** How many entries can be put now, at least; asks the kernel if they are fewer than wanted. */
  int room(int wanted) {
    int room = ring.entries() - (produced - consumed);
    if (room < wanted) {
      consumed = (int) INT.getAcquire(memory, ring.consumer());
      room = ring.entries() - (produced - consumed);
    }
    return room;
  }

  /** Puts a frame's address; there must be room. The kernel sees it after {@link #publish}. */
  void put(long address) {
    memory.set(LONG, ring.entry(produced++), address);
  }

  /** Puts a frame's address and length into a ring that has both; there must be room. */
  void put(long address, int length) {
    long at = ring.entry(produced++);
    memory.set(LONG, at, address);
    memory.set(ValueLayout.JAVA_INT, at + 8, length);
    memory.set(ValueLayout.JAVA_INT, at + 12, 0);
  }

  void publish() {
    if (published != produced) {
      published = produced;
      INT.setRelease(memory, ring.producer(), produced);
    }
  }

  /** How many published entries the kernel has not taken yet. */
  int waiting() {
    consumed = (int) INT.getAcquire(memory, ring.consumer());
    return published - consumed;
  }

  /** Whether the kernel wants to be told of what has been published. */
  boolean needsWakeup() {
    return ((int) INT.getAcquire(memory, ring.flags()) & NEED_WAKEUP) != 0;
  }
}
