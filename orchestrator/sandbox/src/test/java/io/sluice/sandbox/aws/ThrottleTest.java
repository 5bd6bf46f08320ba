package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Throttle throttle = new Throttle(nanos::get);

  private int admitted(String bucket, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; i++) {
      admitted += throttle.admits(bucket) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void withoutALimitEverybodyIsAdmitted() {
    assertThat(admitted("ec2", 1000)).isEqualTo(1000);
  }

  @Test
  void afterTheFirstSecondsCallsThereAreAsManyAsTheRateAllows() {
    throttle.set(20);
    assertThat(admitted("ec2", 100)).isEqualTo(20);
    nanos.addAndGet(500_000_000);
    assertThat(admitted("ec2", 100)).isEqualTo(10);
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(admitted("ec2", 100)).as("it holds one second's tokens").isEqualTo(20);
    assertThat(throttle.refused()).isEqualTo(250);
  }

  @Test
  void servicesDoNotTakeEachOthersTokens() {
    throttle.set(5);
    assertThat(admitted("ec2", 9)).isEqualTo(5);
    assertThat(admitted("s3", 9)).isEqualTo(5);
  }
}
