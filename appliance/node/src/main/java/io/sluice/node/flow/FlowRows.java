package io.sluice.node.flow;

import io.sluice.node.linux.LazyMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Rows outside the heap, in one piece of memory that the system fills in as rows are first used:
 * few flows cost little, a full table no more than its rows.
 */
final class FlowRows implements AutoCloseable {
  private static final int NONE = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final MemorySegment zeroes = arena.allocate(Flow.SIZE, Long.BYTES);
  private final int limit;
  private int taken;
  private int highest;
  private int used;
  private int free = NONE;

  /**
   * @throws OutOfMemoryError if the system does not even promise memory for so many
   */
  FlowRows(int limit) {
    this.limit = limit;
    this.memory = LazyMemory.of((long) limit * Flow.SIZE, arena);
  }

  /** A row of zeroes, or -1 when there is no room for another. */
  int take() {
    int row = free;
    if (row != NONE) {
      free = Row.i32(memory, at(row)) - 1;
      Row.put32(memory, at(row), 0);
    } else if (highest < limit) {
      row = highest++;
      used = Math.max(used, highest);
    } else {
      return NONE;
    }
    taken++;
    return row;
  }

  void giveBack(int row) {
    erase(row);
    Row.put32(memory, at(row), free + 1);
    free = row;
    taken--;
  }

  /** Takes all rows back. */
  void clear() {
    for (int row = 0; row < highest; row++) {
      erase(row);
    }
    free = NONE;
    highest = 0;
    taken = 0;
  }

  private void erase(int row) {
    MemorySegment.copy(zeroes, 0, memory, at(row), Flow.SIZE);
  }

  /** Where every row is. */
  MemorySegment memory() {
    return memory;
  }

  /** Where a row starts in {@link #memory}. */
  long at(int row) {
    return (long) row * Flow.SIZE;
  }

  boolean isTaken(int row) {
    return Row.u8(memory, at(row) + Row.VERSION) != 0;
  }

  /** Rows in use. */
  int taken() {
    return taken;
  }

  /** Every row in use is below. */
  int highest() {
    return highest;
  }

  /** Bytes of every row that was ever in use. */
  long bytes() {
    return (long) used * Flow.SIZE;
  }

  @Override
  public void close() {
    arena.close();
  }
}
