package io.sluice.node.flow.timing;

/**
 * Numbers from 0 up in few bits: a short mantissa and an exponent in one code whose order is that
 * of the numbers.
 *
 * <p>Codes below {@code 2^(bits + 1)} are the numbers themselves; above, a code keeps {@code bits}
 * bits after the leading one. What is beyond the highest code stays at it.
 *
 * @param bits of the mantissa, without its leading one
 * @param width of a code, in bits
 */
record Compact(int bits, int width) {
  /** One duration to the nanosecond up to 268 ms, beyond it to 4 in 10^9. */
  static final Compact EXACT = new Compact(27, 32);

  /** Durations added up: each addition errs by at most 2 in 10^6, up or down alike. */
  static final Compact SUM = new Compact(19, 24);

  /** One duration to 1 in 4,096; at most 73 minutes. */
  static final Compact ROUGH = new Compact(11, 16);

  /** A count: exact up to 4,095, beyond it to about 2 %. */
  static final Compact COUNT = new Compact(11, 16);

  /** A count: exact up to 31, beyond it to about 15 %; at most half a million. */
  static final Compact SMALL_COUNT = new Compact(4, 8);

  /** The code that is nearest to {@code value}; that of 0 for negative ones. */
  long encode(long value) {
    int exponent = exponent(value);
    return encode(value, exponent, (1L << exponent) >>> 1);
  }

  long decode(long code) {
    int exponent = Math.max(0, (int) (code >>> bits) - 1);
    return (code - ((long) exponent << bits)) << exponent;
  }

  /**
   * The code of the number that {@code code} stands for and {@code amount} more, rounded up as
   * often as it is near to that, so that what is added is right on average however small it is (R.
   * Morris, Counting large numbers of events in small registers, 1978).
   *
   * @param chance any bits, as good as random
   */
  long add(long code, long amount, long chance) {
    long value = decode(code) + amount;
    int exponent = exponent(value);
    return encode(value, exponent, chance & ((1L << exponent) - 1));
  }

  private int exponent(long value) {
    return Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - bits);
  }

  private long encode(long value, int exponent, long dither) {
    if (value <= 0) {
      return 0;
    }
    return Math.min(((long) exponent << bits) + ((value + dither) >>> exponent), (1L << width) - 1);
  }
}
