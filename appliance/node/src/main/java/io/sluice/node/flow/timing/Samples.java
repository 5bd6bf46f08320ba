package io.sluice.node.flow.timing;

import java.lang.foreign.MemorySegment;

/**
 * Many durations in few bytes: how many, their sum, the least, the greatest, and how they are
 * spread.
 *
 * <pre>
 *  0  count     {@link Compact#COUNT}         2
 *  2  sum       {@link Compact#SUM}           3
 *  5  least     {@link Compact#ROUGH}         2
 *  7  greatest  {@link Compact#ROUGH}         2
 *  9  buckets   {@link Compact#SMALL_COUNT}   1 each
 * </pre>
 *
 * <p>A bucket holds durations from one power of two of nanoseconds to the next; the first bucket is
 * that of the least duration, and the last one takes all that is longer. When a duration comes that
 * is shorter than all before it, the buckets move up, and those pushed out join the last one. As
 * the edges are the same for all, the buckets of two flows can be added up.
 *
 * @param buckets how many there are
 */
record Samples(int buckets) {
  /** 32 times the least round trip and more is one bucket. */
  static final Samples ROUND_TRIPS = new Samples(6);

  /** 64 times the least response time and more is one bucket. */
  static final Samples RESPONSES = new Samples(7);

  private static final int COUNT = 0;
  private static final int SUM = 2;
  private static final int LEAST = 5;
  private static final int GREATEST = 7;
  private static final int BUCKETS = 9;

  /** Everything below two microseconds is in one bucket. */
  private static final int LOWEST_POWER = 10;

  /** In bytes. */
  int size() {
    return BUCKETS + buckets;
  }

  /**
   * @param chance any bits, as good as random
   */
  void add(MemorySegment memory, long at, long nanos, long chance) {
    int code = (int) Compact.ROUGH.encode(nanos);
    int count = Layout.u16(memory, at + COUNT);
    if (count == 0) {
      Layout.put16(memory, at + LEAST, code);
    } else if (code < Layout.u16(memory, at + LEAST)) {
      moveUp(memory, at, power(Layout.u16(memory, at + LEAST)) - power(code));
      Layout.put16(memory, at + LEAST, code);
    }
    if (code > Layout.u16(memory, at + GREATEST)) {
      Layout.put16(memory, at + GREATEST, code);
    }
    Layout.put16(memory, at + COUNT, Compact.COUNT.add(count, 1, chance));
    Layout.put24(
        memory, at + SUM, Compact.SUM.add(Layout.u24(memory, at + SUM), nanos, chance >>> 24));
    int bucket = Math.min(power(code) - power(Layout.u16(memory, at + LEAST)), buckets - 1);
    addTo(memory, at + BUCKETS + bucket, 1, chance >>> 8);
  }

  private void moveUp(MemorySegment memory, long at, int by) {
    for (int i = buckets - 1; by > 0 && i >= 0; i--) {
      long from = at + BUCKETS + i;
      long held = Compact.SMALL_COUNT.decode(Layout.u8(memory, from));
      Layout.put8(memory, from, 0);
      addTo(memory, at + BUCKETS + Math.min(i + by, buckets - 1), held, held << 7);
    }
  }

  private static void addTo(MemorySegment memory, long bucket, long amount, long chance) {
    Layout.put8(memory, bucket, Compact.SMALL_COUNT.add(Layout.u8(memory, bucket), amount, chance));
  }

  /** The power of two that a duration's code is at or above. */
  private static int power(int code) {
    long nanos = Compact.ROUGH.decode(code);
    return Math.max(LOWEST_POWER, 63 - Long.numberOfLeadingZeros(nanos | 1));
  }

  /** How many there were: exact up to 4,095. */
  long count(MemorySegment memory, long at) {
    return Compact.COUNT.decode(Layout.u16(memory, at + COUNT));
  }

  /** In nanoseconds. */
  long sum(MemorySegment memory, long at) {
    return Compact.SUM.decode(Layout.u24(memory, at + SUM));
  }

  /** In nanoseconds; -1 where there was none. */
  long least(MemorySegment memory, long at) {
    return count(memory, at) == 0 ? -1 : Compact.ROUGH.decode(Layout.u16(memory, at + LEAST));
  }

  /** In nanoseconds; -1 where there was none. */
  long greatest(MemorySegment memory, long at) {
    return count(memory, at) == 0 ? -1 : Compact.ROUGH.decode(Layout.u16(memory, at + GREATEST));
  }

  /** Where bucket {@code i} starts, in nanoseconds. */
  long edge(MemorySegment memory, long at, int i) {
    int power = power(Layout.u16(memory, at + LEAST));
    return i == 0 && power == LOWEST_POWER ? 0 : 1L << (power + i);
  }

  /** How many were in bucket {@code i}: exact up to 31. */
  long held(MemorySegment memory, long at, int i) {
    return Compact.SMALL_COUNT.decode(Layout.u8(memory, at + BUCKETS + i));
  }

  /**
   * The duration that {@code share} of all do not exceed, in nanoseconds; -1 where there was none.
   *
   * <p>The middle (of the logarithm) of the bucket it is in, within the least and the greatest: at
   * most a factor of 1.42 from the true one, in the last bucket the root of greatest by edge. Where
   * a bucket holds more than 31, the rank is uncertain, too, by about 15 % of each such bucket.
   */
  long quantile(MemorySegment memory, long at, double share) {
    long all = 0;
    for (int i = 0; i < buckets; i++) {
      all += held(memory, at, i);
    }
    if (all == 0) {
      return -1;
    }
    long rank = Math.max(1, (long) Math.ceil(share * all));
    int bucket = -1;
    while (rank > 0) {
      bucket++;
      rank -= held(memory, at, bucket);
    }
    long least = least(memory, at);
    long greatest = greatest(memory, at);
    long low = Math.max(least, edge(memory, at, bucket));
    long high = bucket == buckets - 1 ? greatest : Math.min(greatest, edge(memory, at, bucket + 1));
    return low >= high ? low : Math.clamp(Math.round(Math.sqrt((double) low * high)), low, high);
  }
}
