package io.sluice.packet.index;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The distinct keys of a segment's tuples, numbered from 0, and their order. */
final class KeyTable {
  private static final int FIRST = 1 << 12;

  /** Nobody can choose addresses that fall on one place. */
  private final long seed = ThreadLocalRandom.current().nextLong();

  private int[] slots = new int[2 * FIRST];
  private byte[] kinds = new byte[FIRST];
  private long[] highs = new long[FIRST];
  private long[] lows = new long[FIRST];
  private int count;

  int count() {
    return count;
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
    int mask = slots.length - 1;
    int slot = hash(kind, high, low) & mask;
    while (slots[slot] != 0) {
      int key = slots[slot] - 1;
      if (lows[key] == low && highs[key] == high && kinds[key] == kind) {
        return key;
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
    slots[slot] = ++count;
    if (2 * count > slots.length) {
      grow();
    }
    return count - 1;
  }

  private int hash(int kind, long high, long low) {
    long mixed = (low ^ seed ^ (high + kind) * 0xff51_afd7_ed55_8ccdL) * 0x9e37_79b9_7f4a_7c15L;
    return (int) ((mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L >>> 32);
  }

  private void grow() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int key = 0; key < count; key++) {
      int slot = hash(kinds[key], highs[key], lows[key]) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = key + 1;
    }
  }

  /** All keys by kind and then by value, unsigned: merged bottom up, without boxes. */
  int[] sorted() {
    int[] from = new int[count];
    Arrays.setAll(from, key -> key);
    int[] to = new int[count];
    for (int run = 1; run < count; run *= 2) {
      for (int left = 0; left < count; left += 2 * run) {
        merge(from, to, left, Math.min(left + run, count), Math.min(left + 2 * run, count));
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
    int order = kinds[a] - kinds[b];
    if (order == 0) {
      order = Long.compareUnsigned(highs[a], highs[b]);
    }
    return order != 0 ? order : Long.compareUnsigned(lows[a], lows[b]);
  }
}
