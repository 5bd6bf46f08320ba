package io.sluice.node.flow.look;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;

/**
 * When questions were asked that have not been answered, for all flows of one worker: any number a
 * flow, all of them together in bounded memory, where the oldest of a few gives way.
 *
 * <p>Memory: 16 bytes for each question.
 */
final class Outstanding {
  /** What {@link #take} says of a question that is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final int WAYS = 4;
  private static final long ENTRY = 16;
  private static final long SET = WAYS * ENTRY;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final long sets;
  private final MemorySegment memory;
  private final LongAdder forgotten = new LongAdder();

  Outstanding(int questions) {
    sets = Integer.highestOneBit(Math.max(questions, WAYS) / WAYS);
    memory = Arena.ofAuto().allocate(sets * SET, Long.BYTES);
  }

  long bytes() {
    return memory.byteSize();
  }

  /** Questions that gave way before they were answered. */
  long forgotten() {
    return forgotten.sum();
  }

  /** What {@code number}, of 16 bits, asked in one direction of a flow is known by. */
  static long key(int serial, int direction, int number) {
    return 1L << 63
        | Integer.toUnsignedLong(serial) << 17
        | (long) direction << 16
        | (number & 0xffff);
  }

  private long set(long key) {
    long hash = key * 0x9e3779b97f4a7c15L;
    return (hash >>> 32 & (sets - 1)) * SET;
  }

  /** When it was asked, or {@link #UNKNOWN}. */
  long asked(long key) {
    long set = set(key);
    for (long at = set; at < set + SET; at += ENTRY) {
      if (memory.get(LONG, at) == key) {
        return memory.get(LONG, at + Long.BYTES);
      }
    }
    return UNKNOWN;
  }

  void put(long key, long nanos) {
    long set = set(key);
    long chosen = set;
    for (long at = set; at < set + SET; at += ENTRY) {
      long there = memory.get(LONG, at);
      if (there == key) {
        chosen = at;
        break;
      }
      if (rank(at) < rank(chosen)) {
        chosen = at;
      }
    }
    long there = memory.get(LONG, chosen);
    if (there != 0 && there != key) {
      forgotten.increment();
    }
    memory.set(LONG, chosen, key);
    memory.set(LONG, chosen + Long.BYTES, nanos);
  }

  /** The lower, the sooner it gives way. */
  private long rank(long at) {
    return memory.get(LONG, at) == 0 ? Long.MIN_VALUE : memory.get(LONG, at + Long.BYTES);
  }

  /** When it was asked, or {@link #UNKNOWN}; it is outstanding no more. */
  long take(long key) {
    long set = set(key);
    for (long at = set; at < set + SET; at += ENTRY) {
      if (memory.get(LONG, at) == key) {
        memory.set(LONG, at, 0);
        return memory.get(LONG, at + Long.BYTES);
      }
    }
    return UNKNOWN;
  }
}
