package io.sluice.packet;

import java.util.Arrays;

/**
 * Which packets a {@link Reassembly} is waiting for: addresses and identification to a slot, in the
 * order of their first fragments. Of a fixed size.
 */
final class FragmentTable {
  private static final int NONE = -1;
  private static final int KEY = 6;

  private final int capacity;
  private final long[] keys;
  private final int[] buckets;
  private final int[] nextInBucket;
  private final int[] older;
  private final int[] newer;
  private final long[] born;
  private final long[] wanted = new long[KEY];
  private int wantedBucket;

  /** Free slots hang on {@code newer}. */
  private int free;

  private int oldest = NONE;
  private int newest = NONE;
  private int size;

  FragmentTable(int capacity) {
    this.capacity = capacity;
    keys = new long[capacity * KEY];
    buckets = new int[Integer.highestOneBit(capacity) * 2];
    Arrays.fill(buckets, NONE);
    nextInBucket = new int[capacity];
    older = new int[capacity];
    newer = new int[capacity];
    born = new long[capacity];
    for (int slot = 0; slot < capacity; slot++) {
      newer[slot] = slot + 1 < capacity ? slot + 1 : NONE;
    }
  }

  /**
   * The slot of the packet that this fragment belongs to, or -1; then {@link #add} makes one.
   *
   * <p>What is not routed can be there twice, in two VLANs or tunnels.
   */
  int find(Decoder d, int protocol, int identification) {
    boolean four = d.ipVersion == 4;
    long place = d.vni();
    if (four && (isPrivate((int) d.sourceLow) || isPrivate((int) d.destinationLow))) {
      place = (place << 16) | Math.max(0, d.vlan);
    }
    wanted[0] = d.sourceHigh;
    wanted[1] = d.sourceLow;
    wanted[2] = d.destinationHigh;
    wanted[3] = d.destinationLow;
    // IPv6 numbers the packets of two addresses whatever they carry (RFC 8200 section 4.5)
    wanted[4] = (identification & 0xffff_ffffL) | (four ? (long) (0x100 | protocol) << 32 : 0);
    wanted[5] = place;
    wantedBucket = bucket(wanted, 0);
    int slot = buckets[wantedBucket];
    while (slot != NONE && !Arrays.equals(keys, slot * KEY, slot * KEY + KEY, wanted, 0, KEY)) {
      slot = nextInBucket[slot];
    }
    return slot;
  }

  private int bucket(long[] words, int from) {
    long hash = 0;
    for (int i = 0; i < KEY; i++) {
      hash = (hash ^ words[from + i]) * 0x9e37_79b9_7f4a_7c15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32) & (buckets.length - 1);
  }

  private static boolean isPrivate(int address) {
    return address >>> 24 == 10
        || address >>> 20 == 0xac1
        || address >>> 16 == 0xc0a8
        || address >>> 16 == 0xa9fe;
  }

  boolean isFull() {
    return size == capacity;
  }

  /** A slot for the packet that was last looked for in vain. */
  int add(long nanos) {
    int slot = free;
    free = newer[slot];
    System.arraycopy(wanted, 0, keys, slot * KEY, KEY);
    nextInBucket[slot] = buckets[wantedBucket];
    buckets[wantedBucket] = slot;
    born[slot] = nanos;
    older[slot] = newest;
    newer[slot] = NONE;
    if (newest == NONE) {
      oldest = slot;
    } else {
      newer[newest] = slot;
    }
    newest = slot;
    size++;
    return slot;
  }

  void remove(int slot) {
    unlinkFromBucket(slot);
    if (older[slot] == NONE) {
      oldest = newer[slot];
    } else {
      newer[older[slot]] = newer[slot];
    }
    if (newer[slot] == NONE) {
      newest = older[slot];
    } else {
      older[newer[slot]] = older[slot];
    }
    newer[slot] = free;
    free = slot;
    size--;
  }

  private void unlinkFromBucket(int slot) {
    int bucket = bucket(keys, slot * KEY);
    int next = nextInBucket[slot];
    if (buckets[bucket] == slot) {
      buckets[bucket] = next;
      return;
    }
    int before = buckets[bucket];
    while (nextInBucket[before] != slot) {
      before = nextInBucket[before];
    }
    nextInBucket[before] = next;
  }

  /** The slot that has waited longest, or -1. */
  int oldest() {
    return oldest;
  }

  /** When a slot's first fragment came, in nanoseconds. */
  long born(int slot) {
    return born[slot];
  }

  int size() {
    return size;
  }
}
