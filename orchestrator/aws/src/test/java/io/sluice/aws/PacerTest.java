package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pacing against a service with a token bucket, on a clock of its own. */
class PacerTest {
  private static final long SECOND = 1_000_000_000L;
  private long now;

  @Test
  void holdsNothingBackUntilThereIsARefusal() {
    Pacer pacer = new Pacer(() -> now);
    for (int i = 0; i < 1_000; i++) {
      assertThat(pacer.next()).isZero();
      pacer.succeeded();
    }
    pacer.throttled();
    pacer.next();
    assertThat(pacer.next()).isPositive();
  }

  @Test
  void tenRefusalsAtOnceAreOneSign() {
    assertThat(pauseAfter(10)).isEqualTo(pauseAfter(1));
  }

  private Duration pauseAfter(int refusals) {
    now = 0;
    Pacer pacer = new Pacer(() -> now);
    for (int i = 0; i < 60; i++) {
      now += SECOND / 20;
      pacer.succeeded();
    }
    for (int i = 0; i < refusals; i++) {
      pacer.throttled();
    }
    pacer.next();
    return pacer.next();
  }

  /** 2,000 calls at 20 a second take 100 s at best. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10, 32})
  void takesAboutTheTimeThatTheLimitAllowsAndIsSeldomRefused(int atOnce) {
    Pacer pacer = new Pacer(() -> now);
    PriorityQueue<Long> calls = new PriorityQueue<>();
    for (int i = 0; i < atOnce; i++) {
      calls.add((long) i);
    }
    double tokens = 20;
    long filled = 0;
    int through = 0;
    int refused = 0;
    while (through < 2_000) {
      now = calls.remove();
      tokens = Math.min(20, tokens + (now - filled) * 20.0 / SECOND);
      filled = now;
      now += SECOND / 100;
      Duration backoff = Duration.ZERO;
      if (tokens >= 1) {
        tokens--;
        through++;
        pacer.succeeded();
      } else {
        refused++;
        pacer.throttled();
        backoff = Duration.ofMillis(100);
      }
      Duration slot = pacer.next();
      calls.add(now + Math.max(slot.toNanos(), backoff.toNanos()));
    }
    assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(98), Duration.ofSeconds(105));
    assertThat(refused).isLessThan(through / 3);
  }
}
