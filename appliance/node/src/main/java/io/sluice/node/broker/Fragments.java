package io.sluice.node.broker;

import java.util.Arrays;

/**
 * What was decided about packets by their first fragments, so that the others go the same way: a
 * table of fixed size, in sets of four whose oldest entry makes room. One worker's own.
 */
final class Fragments {
  private static final int WAYS = 4;
  private static final int SETS = 1 << 10;

  /** As long as Linux waits for the rest of a packet (net.ipv4.ipfrag_time). */
  private static final long TIMEOUT_NANOS = 30_000_000_000L;

  private final long[] keys = new long[SETS * WAYS];
  private final long[] born = new long[SETS * WAYS];
  private final long[] tools = new long[SETS * WAYS];
  private final int[] hashes = new int[SETS * WAYS];
  private final int[] masks = new int[SETS * WAYS];
  private int found;

  Fragments() {
    clear();
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(born, Long.MIN_VALUE);
  }

  /** Whether the first fragment of this packet was seen; then what follows tells of it. */
  boolean find(long key, long nanos) {
    int start = set(key);
    for (int i = start; i < start + WAYS; i++) {
      if (keys[i] == key && born[i] != Long.MIN_VALUE && nanos - born[i] <= TIMEOUT_NANOS) {
        found = i;
        return true;
      }
    }
    return false;
  }

  private static int set(long key) {
    return ((int) (key >>> 32) & (SETS - 1)) * WAYS;
  }

  /** Of the packet that was found: the tools whose filters want it, by their places. */
  long tools() {
    return tools[found];
  }

  /** Its flow's hash. */
  int hash() {
    return hashes[found];
  }

  /** The {@link Mask} bits that it is subject to. */
  int masks() {
    return masks[found];
  }

  /** Remembers what was decided by a first fragment. */
  void put(long key, long nanos, long wanting, int hash, int mask) {
    int start = set(key);
    int at = start;
    for (int i = start; i < start + WAYS; i++) {
      if (keys[i] == key) {
        at = i;
        break;
      }
      if (born[i] < born[at]) {
        at = i;
      }
    }
    keys[at] = key;
    born[at] = nanos;
    tools[at] = wanting;
    hashes[at] = hash;
    masks[at] = mask;
  }
}
