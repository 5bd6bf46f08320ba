package io.sluice.sandbox.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each service of each region, as EC2 limits its callers: it holds the tokens of
 * one second, and at least one.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html">Request
 *     throttling for the Amazon EC2 API</a>
 */
final class Throttle {
  private static final class Bucket {
    private double tokens;
    private long filled;
  }

  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new HashMap<>();
  private double perSecond;
  private long refused;

  /**
   * @param nanos a clock that never goes back, in nanoseconds
   */
  Throttle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Begins anew with full buckets.
   *
   * @param callsPerSecond 0 for no limit
   * @throws IllegalArgumentException when it is below 0 or no number
   */
  synchronized void set(double callsPerSecond) {
    if (!(callsPerSecond >= 0) || Double.isInfinite(callsPerSecond)) {
      throw new IllegalArgumentException(
          "callsPerSecond is 0 (no limit) or more, not " + callsPerSecond);
    }
    perSecond = callsPerSecond;
    refused = 0;
    buckets.clear();
  }

  /** Takes a token of the bucket, if there is one. */
  synchronized boolean admits(String bucketName) {
    if (perSecond == 0) {
      return true;
    }
    double most = Math.max(1, perSecond);
    long now = nanos.getAsLong();
    Bucket bucket =
        buckets.computeIfAbsent(
            bucketName,
            key -> {
              Bucket full = new Bucket();
              full.tokens = most;
              full.filled = now;
              return full;
            });
    bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.filled) * 1e-9 * perSecond);
    bucket.filled = now;
    if (bucket.tokens < 1) {
      refused++;
      return false;
    }
    bucket.tokens--;
    return true;
  }

  synchronized double perSecond() {
    return perSecond;
  }

  /** Calls that found no token since the limit was set. */
  synchronized long refused() {
    return refused;
  }
}
