package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FrameRingTest {
  private static boolean put(FrameRing ring, int length, int number) {
    long at = ring.reserve(length);
    if (at < 0) {
      return false;
    }
    ring.memory().set(ValueLayout.JAVA_INT_UNALIGNED, at, number);
    ring.memory().set(ValueLayout.JAVA_BYTE, at + length - 1, (byte) length);
    ring.commit(length, number, length, ~number);
    return true;
  }

  private static void check(FrameRing ring, int number) {
    int length = ring.length();
    assertThat(ring.memory().get(ValueLayout.JAVA_INT_UNALIGNED, ring.frame())).isEqualTo(number);
    assertThat(ring.memory().get(ValueLayout.JAVA_BYTE, ring.frame() + length - 1))
        .isEqualTo((byte) length);
    assertThat(ring.targets()).isEqualTo(number);
    assertThat(ring.hash()).isEqualTo(length);
    assertThat(ring.info()).isEqualTo(~number);
  }

  @Test
  void aFullRingTakesNoMoreUntilRoomIsGivenBack() {
    FrameRing ring = new FrameRing(4_096);
    int taken = 0;
    while (put(ring, 1_000, taken)) {
      taken++;
    }
    assertThat(taken).isEqualTo(3);
    assertThat(ring.next()).isTrue();
    check(ring, 0);
    assertThat(put(ring, 1_000, 3)).as("what is read is not yet free").isFalse();
    ring.release();
    assertThat(put(ring, 900, 3)).isTrue();
  }

  @Test
  void aFrameLongerThanTheRingIsNotTaken() {
    assertThat(put(new FrameRing(4_096), 4_090, 0)).isFalse();
  }

  @Test
  void whatWasReservedAndNotCommittedIsNotThere() {
    FrameRing ring = new FrameRing(4_096);
    assertThat(ring.reserve(100)).isPositive();
    assertThat(ring.next()).isFalse();
    put(ring, 60, 7);
    assertThat(ring.next()).isTrue();
    check(ring, 7);
  }

  @Test
  void twoThreadsLoseNothingAndKeepTheOrder() throws Exception {
    FrameRing ring = new FrameRing(1 << 14);
    int frames = 500_000;
    CompletableFuture<Void> producer =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(5);
              for (int i = 0; i < frames; i++) {
                int length = random.nextInt(4, 1_500);
                while (!put(ring, length, i)) {
                  Thread.onSpinWait();
                }
              }
            });
    Random random = new Random(5);
    for (int i = 0; i < frames; i++) {
      while (!ring.next()) {
        Thread.onSpinWait();
      }
      int length = random.nextInt(4, 1_500);
      if (ring.length() != length || ring.targets() != i) {
        check(ring, i);
        assertThat(ring.length()).isEqualTo(length);
      }
      if (i % 7 == 0) {
        ring.release();
      }
    }
    producer.get();
    assertThat(ring.next()).isFalse();
  }
}
