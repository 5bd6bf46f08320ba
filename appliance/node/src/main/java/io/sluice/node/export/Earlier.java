package io.sluice.node.export;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What was told before of one worker's flows that go on, so that the next record can say what is
 * new: rows count from a flow's beginning, and sums over records want each packet once.
 *
 * <p>Bounded: 40 bytes a slot outside the heap, at most two slots for each flow remembered. A flow
 * that finds no room is told of as having nothing new until its end, and then of all: sums stay
 * right, only late. Entries whose end was lost in a full ring go after two hours, longer than any
 * flow can be silent. For the exporter's thread only.
 */
final class Earlier {
  private static final int SLOT = 40;
  private static final int SMALLEST = 1 << 10;
  private static final long FORGET_MICROS = 2L * 3_600 * 1_000_000;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private final int most;
  private Arena arena = Arena.ofShared();
  private MemorySegment slots = arena.allocate((long) SMALLEST * SLOT, 8);
  private int capacity = SMALLEST;
  private int used;

  /**
   * @param most flows that are remembered
   */
  Earlier(int most) {
    this.most = most;
  }

  int size() {
    return used;
  }

  /** Tells {@code told} what it adds, and remembers what it says if the flow goes on. */
  void since(Told told) {
    Flow flow = told.flow();
    long key = key(flow.ordinal());
    int slot = find(key);
    boolean known = word(slot, 0) != 0;
    if (told.end() != FlowEnd.INTERVAL) {
      adds(told, known ? slot : -1);
      if (known) {
        remove(slot);
      }
      return;
    }
    if (!known) {
      slot = room(key, told.micros());
      if (slot < 0) {
        told.adds(Flow.AB, 0, 0);
        told.adds(Flow.BA, 0, 0);
        return;
      }
    }
    adds(told, known ? slot : -1);
    // Seconds are enough to know what is old, and fit beside the number
    put(slot, 0, key | (told.micros() / 1_000_000) << 33);
    put(slot, 8, flow.packets(Flow.AB));
    put(slot, 16, flow.packets(Flow.BA));
    put(slot, 24, flow.bytes(Flow.AB));
    put(slot, 32, flow.bytes(Flow.BA));
  }

  private void adds(Told told, int slot) {
    Flow flow = told.flow();
    for (int direction = Flow.AB; direction <= Flow.BA; direction++) {
      long packets = slot < 0 ? 0 : word(slot, 8 + 8 * direction);
      long bytes = slot < 0 ? 0 : word(slot, 24 + 8 * direction);
      told.adds(direction, flow.packets(direction) - packets, flow.bytes(direction) - bytes);
    }
  }

  private static final long KEY = (1L << 33) - 1;

  /** Never 0. */
  private static long key(int ordinal) {
    return Integer.toUnsignedLong(ordinal) + 1;
  }

  private int home(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 40) & (capacity - 1);
  }

  /** The slot of the key, or the free one where it would be. */
  private int find(long key) {
    int slot = home(key);
    while (word(slot, 0) != 0 && (word(slot, 0) & KEY) != key) {
      slot = (slot + 1) & (capacity - 1);
    }
    return slot;
  }

  /** A slot for a key that is not there, counted as used; -1 when all is full. */
  private int room(long key, long micros) {
    if (used >= capacity / 2 || used >= most) {
      rebuild(micros);
      if (used >= most) {
        return -1;
      }
    }
    used++;
    return find(key);
  }

  /** Leaves out what is too old, and doubles where that was not enough. */
  private void rebuild(long micros) {
    MemorySegment old = slots;
    Arena oldArena = arena;
    int oldCapacity = capacity;
    long oldest = (micros - FORGET_MICROS) / 1_000_000;
    int living = 0;
    for (int slot = 0; slot < oldCapacity; slot++) {
      long word = old.get(WORD, (long) slot * SLOT);
      living += word != 0 && word >>> 33 >= oldest ? 1 : 0;
    }
    if (living == used && (used >= most || used < capacity / 2)) {
      return;
    }
    capacity = living > oldCapacity / 4 ? oldCapacity * 2 : oldCapacity;
    arena = Arena.ofShared();
    slots = arena.allocate((long) capacity * SLOT, 8);
    for (int slot = 0; slot < oldCapacity; slot++) {
      long word = old.get(WORD, (long) slot * SLOT);
      if (word != 0 && word >>> 33 >= oldest) {
        MemorySegment.copy(old, (long) slot * SLOT, slots, (long) find(word & KEY) * SLOT, SLOT);
      }
    }
    used = living;
    oldArena.close();
  }

  private void remove(int hole) {
    used--;
    int mask = capacity - 1;
    for (int next = (hole + 1) & mask; word(next, 0) != 0; next = (next + 1) & mask) {
      int from = home(word(next, 0) & KEY);
      if (((next - from) & mask) >= ((next - hole) & mask)) {
        MemorySegment.copy(slots, (long) next * SLOT, slots, (long) hole * SLOT, SLOT);
        hole = next;
      }
    }
    put(hole, 0, 0);
  }

  private long word(int slot, int field) {
    return slots.get(WORD, (long) slot * SLOT + field);
  }

  private void put(int slot, int field, long value) {
    slots.set(WORD, (long) slot * SLOT + field, value);
  }
}
