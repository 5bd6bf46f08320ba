package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @CsvSource({"8000, 100", "64000, 1000", "1000000, 999", "1500000000, 1450", "100000000000, 9000"})
  void inTenMinutesAsMuchPassesAsTheRateSaysAndNoBurstMore(long rate, int bytes) {
    TokenBucket bucket = new TokenBucket(rate, 5);
    long burst = Math.max(rate / 20, 8 * 65_535);
    assertThat(drain(bucket, bytes)).as("at once").isBetween(burst - 8L * bytes, burst);

    long passed = 0;
    long seconds = 600;
    // In steps that are no divisor of anything
    long step = 1_234_567;
    long nanos = 5;
    while (nanos < seconds * SECOND) {
      nanos += step;
      bucket.refill(nanos);
      passed += drain(bucket, bytes);
    }
    assertThat(passed)
        .isBetween(rate * seconds - burst / 100 - 8L * bytes, rate * seconds + rate / 100);
  }

  private static long drain(TokenBucket bucket, int bytes) {
    long bits = 0;
    while (bucket.take(bytes)) {
      bits += 8L * bytes;
    }
    return bits;
  }

  @ParameterizedTest
  @CsvSource({"8000", "100000000000"})
  void aLongPauseFillsItOnce(long rate) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    long full = drain(bucket, 60_000);
    bucket.refill(365L * 86_400 * SECOND);

    assertThat(drain(bucket, 60_000)).isEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource({"0"})
  void withoutARateAllPasses(long rate) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(bucket.take(65_535)).isTrue();
    }
  }
}
