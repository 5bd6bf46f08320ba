package io.sluice.node.flow.look;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * Names in bounded memory, each there once, told apart by numbers that rows keep.
 *
 * <p>One thread writes, any may read. Memory is a ring: a new name goes over the oldest ones. A
 * name's number is the position of its first byte counted since the beginning, never used twice, so
 * that whoever comes with an old number is told "" and not another's name. Rows whose flows still
 * talk have their names written anew ({@link #kept}) before the ring comes round to them.
 *
 * <p>Memory: {@code bytes} rounded up to a power of two, and an eighth of it for the index.
 */
final class Names {
  /** Most bytes of one name, all its parts together. */
  static final int LONGEST = 4 * (Letters.PART + 1);

  static final int SMALLEST = 1 << 14;

  private static final int ALIGNMENT = 8;
  private static final int HEADER = Short.BYTES;

  /** One place of the index for so many bytes of names. */
  private static final int BYTES_PER_PLACE = 64;

  private static final int WAYS = 4;
  private static final int TAG_SHIFT = 48;
  private static final long POSITION = (1L << TAG_SHIFT) - 1;
  private static final ValueLayout.OfShort LENGTH = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG;
  private static final VarHandle RESERVED;

  static {
    try {
      RESERVED = MethodHandles.lookup().findVarHandle(Names.class, "reserved", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long capacity;
  private final MemorySegment ring;
  private final long sets;
  private final MemorySegment index;
  private final LongAdder lost = new LongAdder();

  /** All bytes before this position may be written at any time, those a lap before are gone. */
  private long reserved = ALIGNMENT;

  Names(long bytes) {
    capacity = Long.highestOneBit(Math.max(bytes, SMALLEST) * 2 - 1);
    // Owned by the collector: rows that wait to be written out may outlive the worker
    ring = Arena.ofAuto().allocate(capacity, ALIGNMENT);
    long places = capacity / BYTES_PER_PLACE;
    sets = places / WAYS;
    index = Arena.ofAuto().allocate(places * PLACE.byteSize(), PLACE.byteAlignment());
  }

  long bytes() {
    return ring.byteSize() + index.byteSize();
  }

  /** Names asked for that had already been written over. */
  long lost() {
    return lost.sum();
  }

  /** The number of this text, never 0. The writing thread only. */
  long of(Letters text) {
    long hash = hash(text);
    long tag = hash >>> TAG_SHIFT;
    long set = (hash & (sets - 1)) * WAYS * PLACE.byteSize();
    long oldest = set;
    for (long at = set; at < set + WAYS * PLACE.byteSize(); at += PLACE.byteSize()) {
      long place = index.get(PLACE, at);
      long position = place & POSITION;
      if (place >>> TAG_SHIFT == tag && there(position) && equal(position, text)) {
        return isOld(position) ? append(text, tag, at) : position;
      }
      if (position < (index.get(PLACE, oldest) & POSITION)) {
        oldest = at;
      }
    }
    return append(text, tag, oldest);
  }

  /** Another number for a name that would be written over soon; the same where it need not be. */
  long kept(long number, Letters scratch) {
    if (number == 0 || !isOld(number) || !there(number)) {
      return number;
    }
    long at = number & (capacity - 1);
    scratch.load(ring, at + HEADER, ring.get(LENGTH, at));
    return of(scratch);
  }

  private boolean there(long position) {
    return position > 0 && reserved - position <= capacity;
  }

  private boolean isOld(long position) {
    return reserved - position > capacity / 4 * 3;
  }

  private boolean equal(long position, Letters text) {
    long at = position & (capacity - 1);
    int length = text.length();
    return ring.get(LENGTH, at) == length
        && MemorySegment.mismatch(ring, at + HEADER, at + HEADER + length, text.memory(), 0, length)
            < 0;
  }

  private long append(Letters text, long tag, long place) {
    int length = text.length();
    long size = (HEADER + (long) length + ALIGNMENT - 1) & -ALIGNMENT;
    long position = reserved;
    if ((position & (capacity - 1)) + size > capacity) {
      position = (position + capacity - 1) & -capacity;
    }
    RESERVED.setOpaque(this, position + size);
    // Readers who see any of the bytes below must see that what stood there before is gone
    VarHandle.storeStoreFence();
    long at = position & (capacity - 1);
    ring.set(LENGTH, at, (short) length);
    MemorySegment.copy(text.bytes(), 0, ring, ValueLayout.JAVA_BYTE, at + HEADER, length);
    index.set(PLACE, place, tag << TAG_SHIFT | position);
    return position;
  }

  private static long hash(Letters text) {
    byte[] bytes = text.bytes();
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ bytes[i]) * 0x100000001b3L;
    }
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }

  /**
   * One part of a name, by any thread that got the number from the writing one.
   *
   * @return "" when there is no such part, or the name is gone, which is counted
   */
  String text(long number, int part) {
    if (number == 0) {
      return "";
    }
    long at = number & (capacity - 1);
    int length = ring.get(LENGTH, at);
    boolean sane = length >= 0 && length <= LONGEST && at + HEADER + length <= capacity;
    byte[] copy = new byte[sane ? length : 0];
    MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, at + HEADER, copy, 0, copy.length);
    // After the bytes: were they still the name's own when they were read?
    VarHandle.loadLoadFence();
    if ((long) RESERVED.getOpaque(this) - number > capacity) {
      lost.increment();
      return "";
    }
    return part(copy, part);
  }

  private static String part(byte[] text, int part) {
    int start = 0;
    for (int i = 0; i < part; i++) {
      while (start < text.length && text[start] != 0) {
        start++;
      }
      start++;
    }
    int end = start;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return start < end ? new String(text, start, end - start, StandardCharsets.US_ASCII) : "";
  }
}
