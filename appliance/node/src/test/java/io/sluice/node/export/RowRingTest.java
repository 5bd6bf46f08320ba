package io.sluice.node.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowRingTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(Flow.SIZE, 8);
  private final Flow row = new Flow().on(memory, 0);

  private RowRing ring(int rows, long flushNanos) {
    RowRing ring = new RowRing(rows, flushNanos);
    ring.open(true);
    return ring;
  }

  private void put(RowRing ring, long number, FlowEnd end) {
    memory.set(ValueLayout.JAVA_LONG, 0, number);
    memory.set(ValueLayout.JAVA_LONG, Flow.SIZE - 8, ~number);
    ring.accept(row, end);
  }

  private static List<Long> drained(RowRing ring, int most) {
    List<Long> numbers = new ArrayList<>();
    ring.drain(
        (flow, end) -> {
          long number = flow.memory().get(ValueLayout.JAVA_LONG, flow.at());
          assertThat(flow.memory().get(ValueLayout.JAVA_LONG, flow.at() + Flow.SIZE - 8))
              .isEqualTo(~number);
          numbers.add(number);
        },
        most);
    return numbers;
  }

  @Test
  void rowsComeOutWholeAndInOrderEvenWhereTheRingWraps() {
    RowRing ring = ring(4, 0);
    long next = 0;
    for (int round = 0; round < 5; round++) {
      put(ring, round * 3L, FlowEnd.IDLE);
      put(ring, round * 3L + 1, FlowEnd.IDLE);
      put(ring, round * 3L + 2, FlowEnd.IDLE);
      for (long number : drained(ring, 10)) {
        assertThat(number).isEqualTo(next++);
      }
    }
    assertThat(next).isEqualTo(15);
  }

  @Test
  void eachRecordSaysHowItsFlowEnded() {
    RowRing ring = ring(8, 0);
    for (FlowEnd end : FlowEnd.values()) {
      put(ring, 0, end);
    }
    List<FlowEnd> ends = new ArrayList<>();
    ring.drain((flow, end) -> ends.add(end), 100);

    assertThat(ends).containsExactly(FlowEnd.values());
  }

  @Test
  void whatFindsNoRoomIsCountedToTheRecordAndWhatIsInsideStays() {
    RowRing ring = ring(4, 0);
    for (int i = 0; i < 1_004; i++) {
      put(ring, i, FlowEnd.INTERVAL);
    }

    assertThat(ring.dropped()).isEqualTo(1_000);
    assertThat(ring.offered()).isEqualTo(1_004);
    assertThat(drained(ring, 10)).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void flushedRecordsWaitForRoomButNotForEver() {
    RowRing ring = ring(2, 3_000_000);
    for (int i = 0; i < 5; i++) {
      put(ring, i, FlowEnd.FLUSHED);
    }

    assertThat(ring.dropped()).isEqualTo(3);
  }

  @Test
  void nothingIsLostBetweenTwoThreadsWhenTheReaderKeepsUpOnlyByFits() throws Exception {
    RowRing ring = ring(64, 60_000_000_000L);
    Thread worker =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 200_000; i++) {
                    put(ring, i, FlowEnd.FLUSHED);
                  }
                });
    long next = 0;
    while (next < 200_000) {
      for (long number : drained(ring, 50)) {
        assertThat(number).isEqualTo(next++);
      }
    }
    worker.join();

    assertThat(ring.dropped()).isZero();
  }

  @Test
  void whileNobodyWantsRecordsTheyArePassedOverAndNotCounted() {
    RowRing ring = new RowRing(4, 0);
    put(ring, 1, FlowEnd.IDLE);

    assertThat(ring.offered()).isZero();
    assertThat(drained(ring, 4)).isEmpty();
  }
}
