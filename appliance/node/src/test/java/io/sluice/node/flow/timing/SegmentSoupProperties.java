package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.packet.Decoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever segments come in whatever order: counted or not, but never a fault. */
class SegmentSoupProperties {
  private static final int SEGMENT = 64;
  private static final int RAW_IP = 101;

  /** Segments between two ends that are near each other, so that all kinds of meeting happen. */
  private static MemorySegment soup(Random random, int segments) {
    ByteBuffer bytes = ByteBuffer.allocate(segments * SEGMENT);
    int base = random.nextInt();
    for (int i = 0; i < segments; i++) {
      bytes.position(i * SEGMENT);
      boolean back = random.nextBoolean();
      int length = random.nextInt(4) == 0 ? 0 : random.nextInt(1_460);
      bytes.put((byte) 0x45).put((byte) 0).putShort((short) (SEGMENT + length));
      bytes.putShort((short) random.nextInt(4)).putShort((short) 0).put((byte) 64).put((byte) 6);
      bytes.putShort((short) 0).putInt(back ? 1 : 2).putInt(back ? 2 : 1);
      bytes.putShort((short) (back ? 80 : 81)).putShort((short) (back ? 81 : 80));
      bytes.putInt(near(random, base)).putInt(near(random, base));
      bytes.put((byte) ((random.nextInt(50) == 0 ? random.nextInt(16) : 11) << 4));
      bytes.put((byte) (random.nextBoolean() ? 16 : random.nextInt(64)));
      bytes.putShort((short) random.nextInt()).putInt(0);
      bytes.put((byte) 2).put((byte) 4).putShort((short) random.nextInt());
      bytes.put((byte) 3).put((byte) 3).put((byte) random.nextInt());
      bytes.put((byte) 8).put((byte) 10).putInt(random.nextInt(9)).putInt(random.nextInt(9));
      bytes.put((byte) random.nextInt()).put((byte) random.nextInt());
    }
    return MemorySegment.ofArray(bytes.array());
  }

  private static int near(Random random, int base) {
    return random.nextInt(20) == 0 ? random.nextInt() : base + random.nextInt(5_000);
  }

  private static void columnsHold(Flow flow) {
    for (Column column : Timing.columns()) {
      switch (column) {
        case Column.Number number ->
            assertThat(number.of().applyAsLong(flow)).as(number.name()).isGreaterThanOrEqualTo(-1);
        case Column.Text text -> assertThat(text.of().apply(flow)).as(text.name()).isNotNull();
      }
    }
    long count = number(flow, "server_rtt_count");
    if (count > 0) {
      assertThat(number(flow, "server_rtt_p50_ns"))
          .isBetween(number(flow, "server_rtt_min_ns"), number(flow, "server_rtt_max_ns"));
    }
  }

  private static long number(Flow flow, String name) {
    return Timing.columns().stream()
        .filter(column -> column.name().equals(name))
        .map(column -> ((Column.Number) column).of().applyAsLong(flow))
        .findFirst()
        .orElseThrow();
  }

  @Property(tries = 300)
  void everySoupIsMeasuredWithoutFault(@ForAll long seed) {
    Random random = new Random(seed);
    int segments = 1 + random.nextInt(300);
    MemorySegment soup = soup(random, segments);
    Decoder decoder = new Decoder();
    try (FlowMeter meter =
        new FlowMeter(
            new FlowSettings(1_000, Long.MAX_VALUE, Long.MAX_VALUE, random.nextBoolean()),
            (flow, _) -> columnsHold(flow))) {
      long nanos = random.nextLong();
      for (int i = 0; i < segments; i++) {
        nanos += random.nextInt(10) == 0 ? random.nextLong() >> 20 : random.nextInt(20_000_000);
        int captured = random.nextInt(30) == 0 ? random.nextInt(SEGMENT) : SEGMENT;
        decoder.decode(soup, (long) i * SEGMENT, captured, SEGMENT + 1_460, RAW_IP);
        meter.packet(decoder, nanos);
      }
      meter.flush();
    }
  }

  @Test
  void noSegmentCostsAnAllocation() {
    int segments = 100_000;
    MemorySegment soup = soup(new Random(7), 1_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Timing timing = new Timing();
    try (Arena arena = Arena.ofConfined()) {
      Flow flow = new Flow().on(arena.allocate(Flow.SIZE), 0);
      measure(timing, flow, soup, segments);

      long before = threads.getCurrentThreadAllocatedBytes();
      measure(timing, flow, soup, segments);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // The compiler and the bean itself may cost a few objects; one a segment would be 16 B each
      assertThat(allocated).isLessThan(segments);
    }
  }

  private static void measure(Timing timing, Flow flow, MemorySegment soup, int segments) {
    Decoder decoder = new Decoder();
    for (int i = 0; i < segments; i++) {
      decoder.decode(soup, (long) (i % 1_000) * SEGMENT, SEGMENT, SEGMENT + 1_460, RAW_IP);
      if (decoder.transport() >= 0) {
        timing.segment(flow, decoder.sourcePort() & 1, i & 0x3fff, decoder, i * 7_919L);
      }
    }
  }
}
