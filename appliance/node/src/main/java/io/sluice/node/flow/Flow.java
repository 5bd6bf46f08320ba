package io.sluice.node.flow;

import java.lang.foreign.MemorySegment;

/**
 * A cursor over one flow's row. Directions are {@link #AB} and {@link #BA}: a is the sender of the
 * flow's first packet.
 *
 * <p>A row is {@link #SIZE} bytes of plain memory without pointers, so that it may be copied out of
 * the table and read elsewhere through a cursor of one's own.
 */
public final class Flow {
  public static final int AB = 0;
  public static final int BA = 1;

  /** Key, counters and tshark's state and verdicts: this package's own. */
  public static final int CORE = 0;

  public static final int CORE_SIZE = 320;

  /** The section of {@code io.sluice.node.flow.timing}. */
  public static final int TIMING = CORE + CORE_SIZE;

  public static final int TIMING_SIZE = 128;

  /** The section of {@code io.sluice.node.flow.look}. */
  public static final int LOOK = TIMING + TIMING_SIZE;

  public static final int LOOK_SIZE = 64;

  /** Bytes of a row. A new flow's row is all zeroes before its first packet is counted. */
  public static final int SIZE = LOOK + LOOK_SIZE;

  private MemorySegment memory = MemorySegment.NULL;
  private long at;

  /** Moves the cursor. */
  public Flow on(MemorySegment rows, long offset) {
    memory = rows;
    at = offset;
    return this;
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Where the row starts in {@link #memory()}. */
  public long at() {
    return at;
  }
}
