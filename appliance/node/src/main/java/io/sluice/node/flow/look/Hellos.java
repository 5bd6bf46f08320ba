package io.sluice.node.flow.look;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * ClientHellos that did not come in one segment, each put together in a buffer of {@link #SIZE}
 * bytes. When all are taken, the one that was begun first is taken from its flow.
 */
final class Hellos {
  /** Bytes of a buffer, 16 of which are its own. */
  static final int SIZE = 4096;

  /** Most bytes of TCP payload, record headers included. */
  static final int MOST = SIZE - 16;

  private static final int OWNER = 0;
  private static final int EXPECTED = 4;
  private static final int COLLECTED = 8;
  private static final int TEXT = 16;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MemorySegment memory;
  private final int buffers;
  private int next;

  Hellos(int buffers) {
    this.buffers = Math.max(buffers, 1);
    memory = Arena.ofAuto().allocate((long) SIZE * this.buffers, Integer.BYTES);
  }

  long bytes() {
    return memory.byteSize();
  }

  MemorySegment memory() {
    return memory;
  }

  /**
   * A buffer for one flow.
   *
   * @param owner the flow's serial, not 0
   * @param sequence TCP's sequence number of the first byte
   * @return its number, not 0
   */
  int take(int owner, int sequence) {
    int buffer = next;
    next = (next + 1) % buffers;
    long at = (long) buffer * SIZE;
    memory.set(INT, at + OWNER, owner);
    memory.set(INT, at + EXPECTED, sequence);
    memory.set(INT, at + COLLECTED, 0);
    return buffer + 1;
  }

  boolean isOwner(int buffer, int owner) {
    return memory.get(INT, at(buffer) + OWNER) == owner;
  }

  void release(int buffer) {
    memory.set(INT, at(buffer) + OWNER, 0);
  }

  private static long at(int buffer) {
    return (long) (buffer - 1) * SIZE;
  }

  /** Where in {@link #memory()} the collected bytes start. */
  long text(int buffer) {
    return at(buffer) + TEXT;
  }

  int collected(int buffer) {
    return memory.get(INT, at(buffer) + COLLECTED);
  }

  /**
   * Adds what of a segment comes next; what does not fit is left out.
   *
   * @return false when bytes are missing before it
   */
  boolean add(int buffer, int sequence, MemorySegment from, long start, int length) {
    long at = at(buffer);
    int known = memory.get(INT, at + EXPECTED) - sequence;
    if (known < 0) {
      return false;
    }
    int fresh = length - known;
    if (fresh > 0) {
      int collected = memory.get(INT, at + COLLECTED);
      int size = Math.min(fresh, MOST - collected);
      MemorySegment.copy(from, start + known, memory, at + TEXT + collected, size);
      memory.set(INT, at + COLLECTED, collected + size);
      memory.set(INT, at + EXPECTED, sequence + length);
    }
    return true;
  }

  /** What {@link #join} says of a message that is not all there. */
  static final int MORE = -1;

  /** What {@link #join} says of what is no message in records, or too long a one. */
  static final int NONE = -2;

  /**
   * Moves the parts of the handshake message that starts the collected records together, over the
   * records' headers, once all of it is there.
   *
   * @return the message's length without its header, which then starts one record header after
   *     {@link #text}; or {@link #MORE} or {@link #NONE}
   */
  int join(int buffer) {
    long start = text(buffer);
    int collected = collected(buffer);
    if (collected < Records.HEADER + Records.MESSAGE_HEADER) {
      return MORE;
    }
    int length = Bytes.u24(memory, start + Records.HEADER + 1);
    int whole = Records.MESSAGE_HEADER + length;
    if (whole > MOST - Records.HEADER) {
      return NONE;
    }
    int had = 0;
    for (long at = start; had < whole; ) {
      if (start + collected - at < Records.HEADER) {
        return MORE;
      }
      if (!Records.isHeader(memory, at, start + collected)
          || Records.type(memory, at) != Records.HANDSHAKE) {
        return NONE;
      }
      had += Records.length(memory, at);
      at += Records.HEADER + Records.length(memory, at);
      if (had < whole && at - start >= MOST) {
        return NONE;
      }
      if (at > start + collected && had - (at - start - collected) < whole) {
        return MORE;
      }
    }
    had = 0;
    for (long at = start; had < whole; ) {
      int size = Math.min(Records.length(memory, at), whole - had);
      long next = at + Records.HEADER + Records.length(memory, at);
      MemorySegment.copy(memory, at + Records.HEADER, memory, start + Records.HEADER + had, size);
      had += size;
      at = next;
    }
    return length;
  }
}
