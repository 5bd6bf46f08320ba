package io.sluice.node.export;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Flow records on their way from one worker (the only producer) to the exporter (the only
 * consumer), as copied rows outside the heap. A record that finds the ring full is counted and
 * gone: the worker never waits, but for {@link FlowEnd#FLUSHED}, which comes when there are no more
 * packets to be late for.
 */
final class RowRing implements FlowSink {
  /** A row and, before it, eight bytes that say how it ended. */
  private static final int SLOT = Flow.SIZE + 8;

  private static final FlowEnd[] ENDS = FlowEnd.values();

  // Two cache lines and more between what the two threads write
  private static final int PUT = 16;
  private static final int DROPPED = PUT + 1;
  private static final int TAKEN = 48;

  private static final long PAUSE_NANOS = 200_000;

  /** What the consumer does with a record; the cursor's row is gone afterwards. */
  @FunctionalInterface
  interface Reader {
    void record(Flow flow, FlowEnd end);
  }

  private final long mask;
  private final AtomicLongArray positions = new AtomicLongArray(64);
  private final Flow cursor = new Flow();
  private long patience;
  private long takenSeen;
  private MemorySegment slots = MemorySegment.NULL;
  private volatile boolean open;

  /**
   * @param rows that fit in, a power of two
   * @param flushNanos most that the producer waits in all for flushed records to find room
   */
  RowRing(int rows, long flushNanos) {
    if (Integer.bitCount(rows) != 1) {
      throw new IllegalArgumentException("rows must be a power of two: " + rows);
    }
    mask = rows - 1L;
    patience = flushNanos;
  }

  /**
   * Whether records are wanted at all; while not, they are passed over and not counted. Called by
   * the consumer; memory is taken the first time that they are.
   */
  void open(boolean wanted) {
    if (wanted && slots.byteSize() == 0) {
      // The collector's to free: a worker that is told late must find no memory gone
      slots = Arena.ofAuto().allocate((mask + 1) * SLOT, 8);
    }
    open = wanted;
  }

  // Read by the same process that wrote it
  @SuppressWarnings("EnumOrdinal")
  @Override
  public void accept(Flow flow, FlowEnd end) {
    if (!open) {
      return;
    }
    long put = positions.getPlain(PUT);
    if (put - takenSeen > mask) {
      takenSeen = positions.getAcquire(TAKEN);
      if (put - takenSeen > mask && !roomAfterWaiting(put, end)) {
        positions.setRelease(DROPPED, positions.getPlain(DROPPED) + 1);
        return;
      }
    }
    long at = (put & mask) * SLOT;
    slots.set(ValueLayout.JAVA_LONG, at, end.ordinal());
    MemorySegment.copy(flow.memory(), flow.at(), slots, at + 8, Flow.SIZE);
    positions.setRelease(PUT, put + 1);
  }

  private boolean roomAfterWaiting(long put, FlowEnd end) {
    if (end != FlowEnd.FLUSHED) {
      return false;
    }
    while (patience > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      patience -= PAUSE_NANOS;
      takenSeen = positions.getAcquire(TAKEN);
      if (put - takenSeen <= mask) {
        return true;
      }
    }
    return false;
  }

  /**
   * Hands out what is there.
   *
   * @param most records at once
   * @return how many there were
   */
  int drain(Reader reader, int most) {
    long taken = positions.getPlain(TAKEN);
    long end = Math.min(positions.getAcquire(PUT), taken + most);
    int count = (int) (end - taken);
    for (; taken < end; taken++) {
      long at = (taken & mask) * SLOT;
      FlowEnd why = ENDS[(int) slots.get(ValueLayout.JAVA_LONG, at)];
      reader.record(cursor.on(slots, at + 8), why);
      positions.setRelease(TAKEN, taken + 1);
    }
    return count;
  }

  /** Records that were put in and those that found no room. */
  long offered() {
    return positions.getAcquire(PUT) + dropped();
  }

  /** Records that found no room. */
  long dropped() {
    return positions.getAcquire(DROPPED);
  }
}
