package io.sluice.node.broker;

import io.sluice.node.linux.LazyMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Frames on their way from one worker (the only producer) to one tool's sender (the only consumer),
 * outside the heap. Each stands in one piece, with room before it for a tunnel's header, so that it
 * is sent from where it stands. The producer never waits.
 *
 * <pre>
 *  | size (4) | length (4) | targets (8) | hash (4) | info (4) | headroom (16) | frame | pad to 8 |
 * </pre>
 *
 * <p>A size of 0 says that the next one stands at the ring's start.
 */
final class FrameRing {
  /** Bytes before each frame that the consumer may write to. */
  static final int HEADROOM = 16;

  private static final int LENGTH = 4;
  private static final int TARGETS = 8;
  private static final int HASH = 16;
  private static final int INFO = 20;
  private static final int FRAME = 24 + HEADROOM;

  // Two cache lines and more between what the two threads write
  private static final int PUT = 16;
  private static final int TAKEN = 48;

  private final long capacity;
  private final MemorySegment memory;
  private final AtomicLongArray positions = new AtomicLongArray(64);

  // The producer's
  private long takenSeen;
  private long pending;

  // The consumer's
  private long read;
  private long current;

  /**
   * @param bytes a power of two
   */
  FrameRing(int bytes) {
    if (Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("must be a power of two: " + bytes);
    }
    capacity = bytes;
    // The collector's to free: a worker that is told late must find no memory gone
    memory = LazyMemory.of(bytes, Arena.ofAuto());
  }

  MemorySegment memory() {
    return memory;
  }

  /**
   * Producer: room for a frame, to be written to and then {@link #commit committed}.
   *
   * @param longest that it may become, in bytes
   * @return where in {@link #memory()} it is to start, or -1 when there is no room
   */
  long reserve(int longest) {
    long size = size(longest);
    long put = positions.getPlain(PUT);
    long offset = put & capacity - 1;
    long start = size <= capacity - offset ? put : put + capacity - offset;
    if (start + size - takenSeen > capacity) {
      takenSeen = positions.getAcquire(TAKEN);
      if (start + size - takenSeen > capacity) {
        return -1;
      }
    }
    if (start != put) {
      memory.set(ValueLayout.JAVA_INT, offset, 0);
    }
    pending = start;
    return (start & capacity - 1) + FRAME;
  }

  private static long size(int length) {
    return FRAME + length + 7L & ~7L;
  }

  /** Producer: hands over the frame that was reserved. */
  void commit(int length, long targets, int hash, int info) {
    long at = pending & capacity - 1;
    long size = size(length);
    memory.set(ValueLayout.JAVA_INT, at, (int) size);
    memory.set(ValueLayout.JAVA_INT, at + LENGTH, length);
    memory.set(ValueLayout.JAVA_LONG, at + TARGETS, targets);
    memory.set(ValueLayout.JAVA_INT, at + HASH, hash);
    memory.set(ValueLayout.JAVA_INT, at + INFO, info);
    positions.setRelease(PUT, pending + size);
  }

  /** Consumer: goes to the next frame; false when there is none yet. */
  boolean next() {
    if (read == positions.getAcquire(PUT)) {
      return false;
    }
    long offset = read & capacity - 1;
    int size = memory.get(ValueLayout.JAVA_INT, offset);
    if (size == 0) {
      read += capacity - offset;
      offset = 0;
      size = memory.get(ValueLayout.JAVA_INT, 0);
    }
    current = offset;
    read += size;
    return true;
  }

  /** Consumer: where the frame starts in {@link #memory()}. */
  long frame() {
    return current + FRAME;
  }

  int length() {
    return memory.get(ValueLayout.JAVA_INT, current + LENGTH);
  }

  /** Whom it is for, a bit for each target. */
  long targets() {
    return memory.get(ValueLayout.JAVA_LONG, current + TARGETS);
  }

  int hash() {
    return memory.get(ValueLayout.JAVA_INT, current + HASH);
  }

  int info() {
    return memory.get(ValueLayout.JAVA_INT, current + INFO);
  }

  /** Consumer: gives back the room of all frames that it has gone to. */
  void release() {
    positions.setRelease(TAKEN, read);
  }
}
