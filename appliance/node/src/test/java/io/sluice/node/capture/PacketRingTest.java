package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.capture.PcapngBlocks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Packets between a worker and the writer. */
class PacketRingTest {
  private static final int CAPACITY = 1 << 20;
  private static final int LENGTH_AT = 4;
  private static final int PACKET_AT = 28;

  private final MemorySegment packet = Arena.ofAuto().allocate(65_535);
  private final PacketRing ring = new PacketRing(CAPACITY);
  private final Deque<Integer> inside = new ArrayDeque<>();
  private int next;

  private void put(int length) {
    long before = ring.counted(PacketRing.Count.FULL);
    packet.set(ValueLayout.JAVA_INT, 0, next);
    ring.put(packet, 0, length, length, 0, PcapngBlocks.INBOUND, next);
    if (ring.counted(PacketRing.Count.FULL) == before) {
      inside.add(next);
    }
    next++;
  }

  /** Takes so many blocks, or all that there are, as the writer goes through them. */
  private void take(int most) {
    long at = ring.taken();
    for (int i = 0; i < most && at < ring.end(); i++) {
      at = ring.settled(at);
      long offset = at & CAPACITY - 1;
      assertThat(ring.memory().get(ValueLayout.JAVA_INT_UNALIGNED, offset + PACKET_AT))
          .isEqualTo(inside.remove());
      at += ring.memory().get(PacketRing.INT, offset + LENGTH_AT);
    }
    ring.take(at);
  }

  @Property(tries = 50)
  void whatIsPutIsTakenOnceAndInOrderOrCounted(
      @ForAll @Size(min = 50, max = 200) int[] lengths, @ForAll @IntRange(max = 40) int most) {
    ring.open();
    long before = ring.counted(PacketRing.Count.PACKETS);
    for (int length : lengths) {
      put(4 + Math.floorMod(length, 65_000));
      if (length % 3 == 0) {
        take(most);
      }
    }
    take(Integer.MAX_VALUE);

    assertThat(inside).isEmpty();
    assertThat(ring.counted(PacketRing.Count.PACKETS) - before).isEqualTo(lengths.length);
  }

  @Example
  void whoeverKeepsUpIsServedFromTheRingsFront() {
    ring.open();
    for (int i = 0; i < 5_000; i++) {
      put(1_000);
      assertThat(ring.end() - 1 & CAPACITY - 1).isLessThan(CAPACITY / 16 + 2_000);
      take(1);
    }

    assertThat(inside).isEmpty();
    assertThat(ring.counted(PacketRing.Count.FULL)).isZero();
  }

  @Example
  void allOfTheRingIsThereForWhoeverFallsBehind() {
    ring.open();
    while (ring.end() < CAPACITY / 16) {
      put(1_000);
      take(1);
    }
    // The next one is at the front again, and the consumer has not seen that yet
    while (ring.counted(PacketRing.Count.FULL) == 0) {
      put(1_000);
    }

    assertThat(inside.size() * 1_000L).isGreaterThan(CAPACITY - CAPACITY / 8);
    take(Integer.MAX_VALUE);
    assertThat(inside).isEmpty();
  }
}
