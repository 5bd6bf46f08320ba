package io.sluice.packet.index;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The distinct {@link KeyWords} of a segment's packets, numbered from 0 as they come. Finding one
 * allocates nothing; a new one may make the table grow. The hash has a seed of its own, so that
 * nobody can choose packets that fall on one place.
 */
final class TupleTable {
  private static final int FIRST = 1 << 15;

  private final long seed = ThreadLocalRandom.current().nextLong();

  /** The hash's upper half and, in the lower, the tuple's number and 1; 0 where there is none. */
  private long[] slots = new long[2 * FIRST];

  private long[] words = new long[4 * FIRST];

  /** Where each tuple's words start, and behind the last one where they end. */
  private int[] starts = new int[FIRST];

  private int count;

  int count() {
    return count;
  }

  long[] words() {
    return words;
  }

  int start(int tuple) {
    return starts[tuple];
  }

  int length(int tuple) {
    return starts[tuple + 1] - starts[tuple];
  }

  void clear() {
    Arrays.fill(slots, 0);
    count = 0;
  }

  /** The number of these words. */
  int find(long[] sought, int length) {
    long hash = hash(sought, 0, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    long tag = hash & 0xffff_ffff_0000_0000L;
    while (true) {
      long found = slots[slot];
      if (found == 0) {
        return add(slot, tag, sought, length);
      }
      if ((found & 0xffff_ffff_0000_0000L) == tag) {
        int tuple = (int) found - 1;
        int start = starts[tuple];
        if (Arrays.equals(words, start, starts[tuple + 1], sought, 0, length)) {
          return tuple;
        }
      }
      slot = (slot + 1) & mask;
    }
  }

  private long hash(long[] of, int from, int length) {
    long hash = seed;
    for (int i = from; i < from + length; i++) {
      hash = mix(hash ^ of[i], 0x9e37_79b9_7f4a_7c15L);
    }
    return mix(hash ^ length, seed | 1);
  }

  /** Both halves of a product, folded. */
  private static long mix(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }

  private int add(int slot, long tag, long[] added, int length) {
    if (count + 1 == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    int start = starts[count];
    while (start + length > words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    System.arraycopy(added, 0, words, start, length);
    starts[count + 1] = start + length;
    slots[slot] = tag | (count + 1);
    count++;
    if (2 * count > slots.length) {
      grow();
    }
    return count - 1;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (int tuple = 0; tuple < count; tuple++) {
      long hash = hash(words, starts[tuple], length(tuple));
      int slot = (int) hash & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = (hash & 0xffff_ffff_0000_0000L) | (tuple + 1);
    }
  }
}
