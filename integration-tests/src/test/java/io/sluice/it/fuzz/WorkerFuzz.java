package io.sluice.it.fuzz;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.flow.look.LookSettings;
import io.sluice.packet.Decoder;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.Verdict;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.UnreadableCaptureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * The whole worker over the bytes of a capture: reader, decoder, reassembly, flow table, tshark's
 * rules, times, first looks, and every column of every flow that came of it.
 */
public final class WorkerFuzz {
  private static final int MOST_PACKETS = 2_000;
  private static final long MOST_DIRECT_BYTES = 256L << 20;
  private static final Reassembly REASSEMBLY = new Reassembly(16, 1 << 18, Duration.ofSeconds(30));
  private static final Decoder DECODER = new Decoder(TunnelPorts.REGISTERED, REASSEMBLY);

  /** With little room, so that what is remembered is also forgotten. */
  private static final FirstLook LOOK = new FirstLook(new LookSettings(1 << 16, 64, 4));

  private static final List<Column> COLUMNS = FlowColumns.all(LOOK);

  /** As {@code analyze} has it, with room for all. */
  private static final FlowSettings STREAMS =
      new FlowSettings(256, Long.MAX_VALUE, Long.MAX_VALUE, true);

  /** As an appliance has it, with so little room that flows are evicted. */
  private static final FlowSettings LIVE =
      new FlowSettings(8, 60_000_000_000L, 5_000_000_000L, false);

  private static final int INPUTS_BETWEEN_LOOKS = 100;
  private static long inputs;

  private WorkerFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    work(input, STREAMS);
    work(input, LIVE);
    if (inputs++ % INPUTS_BETWEEN_LOOKS == 0) {
      checkMemory();
    }
  }

  private static void checkMemory() {
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    if (direct > MOST_DIRECT_BYTES) {
      throw new AssertionError(direct + " bytes outside the heap");
    }
  }

  private static void work(byte[] input, FlowSettings settings) throws IOException {
    REASSEMBLY.clear();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(input));
        FlowMeter meter = new FlowMeter(settings, LOOK, (flow, _) -> told(flow))) {
      long counted = 0;
      for (int packets = 0; packets < MOST_PACKETS && reader.next(); packets++) {
        Verdict verdict =
            DECODER.decode(
                reader.memory(),
                reader.at(),
                reader.captured(),
                reader.wire(),
                reader.linkType(),
                reader.nanos());
        if (verdict == Verdict.OK || DECODER.ipVersion() != 0) {
          meter.packet(DECODER, reader.nanos());
          counted++;
        }
        meter.tick(reader.nanos());
      }
      meter.flush();
      var counts = meter.counts();
      long accounted =
          counts.measured() + counts.notIp() + counts.fragments() + counts.cut() + counts.refused();
      if (accounted != counted) {
        throw new AssertionError("%d of %d packets accounted for".formatted(accounted, counted));
      }
    } catch (UnreadableCaptureException e) {
      // Said in a sentence, as it should be
    }
  }

  private static void told(Flow flow) {
    for (Column column : COLUMNS) {
      switch (column) {
        case Column.Number number -> {
          long value = number.of().applyAsLong(flow);
          boolean count = number.kind() == Column.Number.Kind.COUNT;
          if (count && value < 0 && value != number.absent()) {
            throw new AssertionError("%s is %d".formatted(number.name(), value));
          }
        }
        case Column.Text text -> {
          if (text.of().apply(flow).length() > 10_000) {
            throw new AssertionError(text.name());
          }
        }
      }
    }
  }
}
