package io.sluice.packet.index;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The distinct keys of a segment's tuples, numbered from 0, and their order. */
final class KeyTable {
  private static final int FIRST = 1 << 12;
  private static final long TAG = 0xffff_ffff_0000_0000L;

  /** Nobody can choose addresses that fall on one place. */
  private final long seed = ThreadLocalRandom.current().nextLong();

  /** Part of the hash and, in the lower half, the key's number and 1; 0 where there is none. */
  private long[] slots = new long[2 * FIRST];

  private byte[] kinds = new byte[FIRST];
  private long[] highs = new long[FIRST];
  private long[] lows = new long[FIRST];
  private int count;

  int count() {
    return count;
  }

  void clear() {
    Arrays.fill(slots, 0);
    count = 0;
  }

  int kind(int key) {
    return kinds[key];
  }

  long high(int key) {
    return highs[key];
  }

  long low(int key) {
    return lows[key];
  }

  /** The number of this key. */
  int find(int kind, long high, long low) {
    long hash = hash(kind, high, low);
    long tag = hash & TAG;
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if ((slots[slot] & TAG) == tag) {
        int key = (int) slots[slot] - 1;
        if (lows[key] == low && highs[key] == high && kinds[key] == kind) {
          return key;
        }
      }
      slot = (slot + 1) & mask;
    }
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      highs = Arrays.copyOf(highs, 2 * count);
      lows = Arrays.copyOf(lows, 2 * count);
    }
    kinds[count] = (byte) kind;
    highs[count] = high;
    lows[count] = low;
    slots[slot] = tag | ++count;
    if (2 * count > slots.length) {
      grow();
    }
    return count - 1;
  }

  private long hash(int kind, long high, long low) {
    long mixed = (low ^ seed ^ ((high + kind) * 0xff51_afd7_ed55_8ccdL)) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xbf58_476d_1ce4_e5b9L;
    return mixed ^ (mixed >>> 32);
  }

  private void grow() {
    slots = new long[4 * slots.length];
    int mask = slots.length - 1;
    for (int key = 0; key < count; key++) {
      long hash = hash(kinds[key], highs[key], lows[key]);
      int slot = (int) hash & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = (hash & TAG) | (key + 1);
    }
  }

  /** All keys by kind and then by value, unsigned. */
  int[] sorted() {
    int[] sorted = new int[count];
    int at = 0;
    for (int kind = 0; kind < Kind.COUNT; kind++) {
      int[] keys = of(kind);
      int[] inOrder = Kind.width(kind) <= Integer.BYTES ? byNumber(keys) : byMerging(keys);
      System.arraycopy(inOrder, 0, sorted, at, keys.length);
      at += keys.length;
    }
    return sorted;
  }

  private int[] of(int kind) {
    Ints keys = new Ints();
    for (int key = 0; key < count; key++) {
      if (kinds[key] == kind) {
        keys.add(key);
      }
    }
    return keys.done();
  }

  /** Values of at most 32 bits: sorted as numbers with their keys behind them. */
  private int[] byNumber(int[] keys) {
    long[] numbers = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      numbers[i] = (lows[keys[i]] << 31) | keys[i];
    }
    Arrays.sort(numbers);
    int[] inOrder = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      inOrder[i] = (int) (numbers[i] & Integer.MAX_VALUE);
    }
    return inOrder;
  }

  /** Bottom up, without boxes. */
  private int[] byMerging(int[] keys) {
    int[] from = keys;
    int[] to = new int[keys.length];
    for (int run = 1; run < keys.length; run *= 2) {
      for (int left = 0; left < keys.length; left += 2 * run) {
        int right = Math.min(left + 2 * run, keys.length);
        merge(from, to, left, Math.min(left + run, keys.length), right);
      }
      int[] swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  private void merge(int[] from, int[] to, int left, int middle, int right) {
    int a = left;
    int b = middle;
    for (int i = left; i < right; i++) {
      boolean takeLeft = b >= right || (a < middle && compare(from[a], from[b]) <= 0);
      to[i] = takeLeft ? from[a++] : from[b++];
    }
  }

  private int compare(int a, int b) {
    int order = Long.compareUnsigned(highs[a], highs[b]);
    return order != 0 ? order : Long.compareUnsigned(lows[a], lows[b]);
  }
}
