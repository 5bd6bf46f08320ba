package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Both kinds of ring against a kernel that is played by hand. */
class RingsTest {
  private static final int ENTRIES = 4;

  private final KernelRing kernel = new KernelRing(ENTRIES, 16);

  @Test
  void whatIsPutIsSeenOnlyOncePublished() {
    ProducerRing ring = new ProducerRing(kernel.memory());
    ring.put(2_048, 60);
    ring.put(4_096, 1_500);
    assertThat(kernel.ready()).isZero();
    ring.publish();

    assertThat(kernel.ready()).isEqualTo(2);
    assertThat(ring.taken()).isZero();
    assertThat(kernel.takeAddress()).isEqualTo(2_048);
    assertThat(kernel.takeAddress()).isEqualTo(4_096);
    assertThat(ring.taken()).isEqualTo(2);
    assertThat(ring.takenAddress(1)).isEqualTo(4_096);
    assertThat(ring.unsettled()).isEqualTo(2);
  }

  @Test
  void aFullRingHasRoomAgainOnceWhatTheKernelTookIsSettled() {
    ProducerRing ring = new ProducerRing(kernel.memory());
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(ring.room()).isPositive();
      ring.put(i);
    }
    ring.publish();
    assertThat(ring.room()).isZero();
    kernel.takeAddress();
    assertThat(ring.room()).isZero();
    ring.settle(ring.taken());

    assertThat(ring.room()).isEqualTo(1);
  }

  @Test
  void whatTheKernelGaveIsReadInOrderAndItsRoomGivenBack() {
    ConsumerRing ring = new ConsumerRing(kernel.memory());
    assertThat(ring.ready()).isZero();
    kernel.give(256, 60);
    kernel.give(2_304, 70);
    assertThat(ring.ready()).isEqualTo(2);
    assertThat(ring.address(1)).isEqualTo(2_304);
    assertThat(ring.length(0)).isEqualTo(60);
    assertThat(kernel.room()).isEqualTo(ENTRIES - 2);
    ring.release(2);

    assertThat(kernel.room()).isEqualTo(ENTRIES);
    assertThat(ring.ready()).isZero();
  }

  @Test
  void countsGoOnPastTheEndOfTheirRange() {
    kernel.startAt(Integer.MAX_VALUE - 1);
    ConsumerRing received = new ConsumerRing(kernel.memory());
    for (int i = 0; i < 20; i++) {
      kernel.give(i, 60);
      assertThat(received.ready()).isEqualTo(1);
      assertThat(received.address(0)).isEqualTo(i);
      received.release(1);
    }
    kernel.startAt(-2);
    ProducerRing toSend = new ProducerRing(kernel.memory());
    for (int i = 0; i < 20; i++) {
      assertThat(toSend.room()).isPositive();
      toSend.put(i, 60);
      toSend.publish();
      assertThat(kernel.takeAddress()).isEqualTo(i);
      toSend.settle(toSend.taken());
    }
  }

  @Test
  void onlyTheKernelsFlagAsksToBeWoken() {
    ProducerRing ring = new ProducerRing(kernel.memory());
    assertThat(ring.needsWakeup()).isFalse();
    kernel.flag(1);
    assertThat(ring.needsWakeup()).isTrue();
  }

  @Test
  void aRingsLengthIsAPowerOfTwo() {
    MemorySegment memory = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 100);
    assertThatThrownBy(() -> new RingMemory(memory, 0, 4, 8, 16, 8, 6))
        .hasMessageContaining("6 is not a power of two");
  }
}
