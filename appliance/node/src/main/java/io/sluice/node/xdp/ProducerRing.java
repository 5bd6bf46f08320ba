package io.sluice.node.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A ring that we fill and the kernel empties: frames to receive into, frames to send. What it has
 * taken can be read again until {@linkplain #settle settled}. One thread at a time. Both ends count
 * up for ever, modulo 2^32; the layout is that of the kernel's {@code net/xdp/xsk_queue.h}.
 */
final class ProducerRing {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int NEED_WAKEUP = 1;

  private final RingMemory ring;
  private final MemorySegment memory;
  private int produced;
  private int published;
  private int settled;

  ProducerRing(RingMemory ring) {
    this.ring = ring;
    this.memory = ring.memory();
    produced = (int) INT.getAcquire(memory, ring.producer());
    published = produced;
    settled = (int) INT.getAcquire(memory, ring.consumer());
  }

  /** How many entries can be put now. */
  int room() {
    return ring.entries() - (produced - settled);
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

  /** How many published entries the kernel has taken since the last were settled. */
  int taken() {
    return (int) INT.getAcquire(memory, ring.consumer()) - settled;
  }

  /** The frame's address of the entry {@code i} after the last settled one. */
  long takenAddress(int i) {
    return memory.get(LONG, ring.entry(settled + i));
  }

  /** Makes room of entries that the kernel has taken. */
  void settle(int count) {
    settled += count;
  }

  /** How many entries have been put and not been settled. */
  int unsettled() {
    return produced - settled;
  }

  /** Whether the kernel wants to be told of what has been published. */
  boolean needsWakeup() {
    return ((int) INT.getAcquire(memory, ring.flags()) & NEED_WAKEUP) != 0;
  }
}
