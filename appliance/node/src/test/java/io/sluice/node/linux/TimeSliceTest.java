package io.sluice.node.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeSliceTest {
  @Test
  void shouldShortenTheCallingThreadsSlice() throws InterruptedException {
    assumeThat(TimeSlice.nanos())
        .as("a slice of a thread's own, which takes Linux 6.12")
        .isNotZero();
    long before = TimeSlice.nanos();
    AtomicLong shortened = new AtomicLong();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  TimeSlice.shortest();
                  shortened.set(TimeSlice.nanos());
                });
    thread.join();
    assertThat(shortened.get()).isEqualTo(100_000);
    assertThat(TimeSlice.nanos()).isEqualTo(before);
  }
}
