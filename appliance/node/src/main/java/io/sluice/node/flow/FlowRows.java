package io.sluice.node.flow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Rows outside the heap, in slabs that are taken from the system as they are needed and kept until
 * the end: the first {@value #FIRST_SLAB} rows cost half a megabyte, a full table no more than its
 * rows.
 */
final class FlowRows implements AutoCloseable {
  private static final int SLAB_BITS = 12;
  private static final int SLAB = 1 << SLAB_BITS;
  static final int FIRST_SLAB = SLAB;
  private static final int NONE = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment zeroes = arena.allocate(Flow.SIZE, 64);
  private final int limit;
  private MemorySegment[] slabs = new MemorySegment[1];
  private int allocated;
  private int taken;
  private int highest;
  private int free = NONE;
  private boolean exhausted;

  FlowRows(int limit) {
    this.limit = limit;
  }

  /** A row of zeroes, or -1 when there is no room for another. */
  int take() {
    int row = free;
    if (row != NONE) {
      free = Row.i32(memory(row), at(row)) - 1;
      Row.put32(memory(row), at(row), 0);
    } else if (highest < limit && room()) {
      row = highest++;
    } else {
      return NONE;
    }
    taken++;
    return row;
  }

  private boolean room() {
    int slab = highest >>> SLAB_BITS;
    if (slab < allocated) {
      return true;
    }
    if (exhausted) {
      return false;
    }
    if (slab == slabs.length) {
      slabs = Arrays.copyOf(slabs, slab * 2);
    }
    try {
      slabs[slab] = arena.allocate((long) Math.min(SLAB, limit - highest) * Flow.SIZE, 64);
      allocated++;
      return true;
    } catch (OutOfMemoryError e) {
      exhausted = true;
      return false;
    }
  }

  void giveBack(int row) {
    erase(row);
    Row.put32(memory(row), at(row), free + 1);
    free = row;
    taken--;
  }

  /** Takes all rows back; what the system gave stays. */
  void clear() {
    for (int row = 0; row < highest; row++) {
      erase(row);
    }
    free = NONE;
    highest = 0;
    taken = 0;
  }

  private void erase(int row) {
    MemorySegment.copy(zeroes, 0, memory(row), at(row), Flow.SIZE);
  }

  MemorySegment memory(int row) {
    return slabs[row >>> SLAB_BITS];
  }

  long at(int row) {
    return (long) (row & (SLAB - 1)) * Flow.SIZE;
  }

  boolean isTaken(int row) {
    return Row.u8(memory(row), at(row) + Row.VERSION) != 0;
  }

  /** Rows in use. */
  int taken() {
    return taken;
  }

  /** Every row in use is below. */
  int highest() {
    return highest;
  }

  /** Bytes taken from the system. */
  long bytes() {
    return Math.min((long) allocated * SLAB, limit) * Flow.SIZE;
  }

  /** Whether the system gave less than the limit. */
  boolean exhausted() {
    return exhausted;
  }

  @Override
  public void close() {
    arena.close();
  }
}
