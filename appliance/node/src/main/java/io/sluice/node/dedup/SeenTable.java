package io.sluice.node.dedup;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The packets of one worker's last moments, by their hashes, outside the heap. Kept in the order of
 * their coming: what is older than the window is forgotten by moving one mark, and where there is
 * no room the oldest is forgotten before its time, which is counted. One thread's own; allocates
 * nothing once it is there.
 */
final class SeenTable {
  /** Bytes of a packet: its hash, when it came, and the one before it in the same bucket. */
  private static final int ENTRY = 32;

  private static final int TIME = 16;
  private static final int BEFORE = 24;

  private final MemorySegment entries;
  private final MemorySegment buckets;
  private final long mask;
  private final long window;
  private boolean full;
  private long oldest = 1;
  private long next = 1;
  private long newestNanos;

  /**
   * @param size packets at most, a power of two
   * @param window how long a packet is known, in nanoseconds
   */
  SeenTable(int size, long window) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size must be a power of two: " + size);
    }
    // The collector's to free: the worker may look into the old table for a moment longer
    entries = Arena.ofAuto().allocate((long) size * ENTRY, 64);
    buckets = Arena.ofAuto().allocate((long) size * Long.BYTES, 64);
    mask = size - 1L;
    this.window = window;
  }

  /** How long a packet is known, in nanoseconds. */
  long window() {
    return window;
  }

  /** Bytes of memory. */
  long bytes() {
    return entries.byteSize() + buckets.byteSize();
  }

  /**
   * Whether a packet of this hash came within the window; if not, it is known from now on.
   *
   * @return true for a copy
   */
  boolean seen(long high, long low, long nanos) {
    forget(nanos);
    long bucket = (low & mask) * Long.BYTES;
    long newest = buckets.get(ValueLayout.JAVA_LONG, bucket);
    // Each is older than the one after it: behind the first that is forgotten all are
    for (long at = newest; at >= oldest; at = entry(at, BEFORE)) {
      if (entry(at, 0) == high && entry(at, 8) == low) {
        return true;
      }
    }
    full = next - oldest > mask;
    if (full) {
      oldest++;
    }
    long entry = (next & mask) * ENTRY;
    entries.set(ValueLayout.JAVA_LONG, entry, high);
    entries.set(ValueLayout.JAVA_LONG, entry + 8, low);
    entries.set(ValueLayout.JAVA_LONG, entry + TIME, nanos);
    entries.set(ValueLayout.JAVA_LONG, entry + BEFORE, newest);
    buckets.set(ValueLayout.JAVA_LONG, bucket, next++);
    return false;
  }

  /** Whether the last packet that was not seen before took the place of one within its window. */
  boolean wasFull() {
    return full;
  }

  private long entry(long number, int field) {
    return entries.get(ValueLayout.JAVA_LONG, (number & mask) * ENTRY + field);
  }

  private void forget(long nanos) {
    if (newestNanos - nanos > window) {
      // The clock was set back: when these came is not known any more
      oldest = next;
    } else {
      while (oldest < next && nanos - entry(oldest, TIME) > window) {
        oldest++;
      }
    }
    newestNanos = oldest == next ? nanos : Math.max(newestNanos, nanos);
  }
}
