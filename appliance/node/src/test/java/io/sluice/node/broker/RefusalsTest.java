package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final long SECOND = 1_000_000_000L;

  private final Refusals refusals = new Refusals(SECOND, 3);

  private void refusedAt(double... seconds) {
    for (double second : seconds) {
      refusals.refused((long) (second * SECOND));
    }
  }

  private boolean isDownAt(double second) {
    return refusals.isDown((long) (second * SECOND));
  }

  @Test
  void aBurstOfRefusalsIsOne() {
    refusedAt(10.1, 10.2, 10.3, 10.4, 10.9);
    assertThat(isDownAt(11)).isFalse();
  }

  @Test
  void threeSecondsInARowAreEnough() {
    refusedAt(10.1, 11.1, 12.1);
    assertThat(isDownAt(12.2)).isTrue();
    assertThat(isDownAt(17)).isTrue();
    assertThat(isDownAt(17.2)).as("another chance").isFalse();
  }

  @Test
  void aSecondWithoutARefusalBreaksTheRow() {
    refusedAt(10.1, 11.1, 13.1, 14.1);
    assertThat(isDownAt(14.2)).isFalse();
  }

  @Test
  void aMissedChanceMakesTheWaitTwiceAsLongUpToAMinute() {
    refusedAt(10, 11, 12);
    double now = 17;
    for (double hold : new double[] {10, 20, 40, 60, 60}) {
      refusedAt(now + 0.1);
      assertThat(isDownAt(now + 0.2)).isTrue();
      assertThat(isDownAt(now + hold)).isTrue();
      now += 0.1 + hold;
      assertThat(isDownAt(now)).isFalse();
    }
  }

  @Test
  void aTakenChanceForgivesAll() {
    refusedAt(10, 11, 12);
    assertThat(isDownAt(30)).isFalse();
    refusedAt(30.1, 31.1);
    assertThat(isDownAt(31.2)).isFalse();
    refusedAt(32.1);
    assertThat(isDownAt(37)).isTrue();
    assertThat(isDownAt(37.2)).as("the first wait again").isFalse();
  }
}
