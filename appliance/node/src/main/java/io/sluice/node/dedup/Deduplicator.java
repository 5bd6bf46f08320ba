package io.sluice.node.dedup;

import io.sluice.packet.KeyedHash;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Knows one worker's copies. Its worker's own but for the counts and the table that it is to use,
 * which any thread may ask for and set.
 */
public final class Deduplicator {
  private static final int LOOKED_AT = 16;
  private static final int COPIES = LOOKED_AT + 1;
  private static final int COPY_BYTES = LOOKED_AT + 2;
  private static final int FORGOTTEN = LOOKED_AT + 3;

  private final Invariant invariant = new Invariant();

  // A cache line and more before and behind what the worker writes
  private final AtomicLongArray counts = new AtomicLongArray(2 * LOOKED_AT + 4);
  private volatile @Nullable SeenTable wanted;
  private @Nullable SeenTable table;

  Deduplicator() {}

  /** From its next tick on the worker looks for copies in this table, or, by null, for none. */
  void use(@Nullable SeenTable next) {
    wanted = next;
  }

  /** To be called by the worker every few milliseconds. */
  public void tick() {
    table = wanted;
  }

  /**
   * Whether the same packet came within the window before, by whichever tunnel and network; if so
   * it is counted.
   *
   * @param length of what was captured at {@code at}, in bytes
   * @param linkType a LINKTYPE_ value
   * @param nanos when it was received
   */
  public boolean isCopy(MemorySegment memory, long at, int length, int linkType, long nanos) {
    SeenTable seen = table;
    if (seen == null) {
      return false;
    }
    add(LOOKED_AT, 1);
    KeyedHash hash = invariant.of(memory, at, length, linkType);
    if (seen.seen(hash.high(), hash.low(), nanos)) {
      add(COPIES, 1);
      add(COPY_BYTES, length);
      return true;
    }
    if (seen.wasFull()) {
      add(FORGOTTEN, 1);
    }
    return false;
  }

  private void add(int index, long more) {
    counts.setRelease(index, counts.getPlain(index) + more);
  }

  /** What it has counted up to now. */
  DedupCounts counts() {
    return new DedupCounts(
        counts.getAcquire(LOOKED_AT),
        counts.getAcquire(COPIES),
        counts.getAcquire(COPY_BYTES),
        counts.getAcquire(FORGOTTEN));
  }
}
