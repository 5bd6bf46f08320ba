package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Tcp;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two million flows of one SYN each come to a table for one million. */
class FloodTest {
  private static final int ROOM = 1_000_000;
  private static final int FLOOD = 2_000_000;
  private static final int ESTABLISHED = 5_000;
  private static final long START = 1_700_000_000_000_000_000L;
  private static final int SERVER = 0x0a00_0002;

  private final Packets packets = new Packets();

  @Test
  void aFloodOfSynsLeavesEstablishedFlowsTheirState() {
    Map<FlowEnd, Integer> ends = new HashMap<>();
    Map<Integer, Long> survivors = new HashMap<>();
    FlowSettings settings = new FlowSettings(ROOM, 120_000_000_000L, 60_000_000_000L, false);
    FlowSink sink =
        (flow, end) -> {
          ends.merge(end, 1, Integer::sum);
          if (end == FlowEnd.FLUSHED && flow.isEstablished()) {
            survivors.put(flow.aPort(), flow.packets(Flow.AB) + 1_000 * flow.packets(Flow.BA));
          }
        };
    try (FlowMeter meter = new FlowMeter(settings, sink)) {
      for (int port = 1; port <= ESTABLISHED; port++) {
        establish(meter, port);
      }
      byte[] flood = Packets.ipv4(0, SERVER, 6, Packets.tcp(0, 443, Tcp.SYN, 7, 0, 9, -1), 0);
      long full = 0;
      for (int i = 0; i < FLOOD; i++) {
        source(flood, i);
        packets.give(meter, flood, 0, START + i * 1_000L);
        full = i == ROOM ? meter.counts().tableBytes() : full;
      }
      for (int port = 1; port <= ESTABLISHED; port++) {
        packets.give(meter, frame(port, Tcp.ACK, 2), 0, START + FLOOD * 1_000L);
      }
      FlowCounts counts = meter.counts();
      meter.flush();

      assertThat(survivors)
          .hasSize(ESTABLISHED)
          .allSatisfy((port, n) -> assertThat(n).isEqualTo(1_003L));
      assertThat(counts.open()).isEqualTo(ROOM);
      assertThat(counts.evicted()).isEqualTo(FLOOD + ESTABLISHED - ROOM);
      assertThat(counts.evictedUnanswered()).isEqualTo(counts.evicted());
      assertThat(counts.refused()).isZero();
      assertThat(counts.tableBytes()).isEqualTo(full).isEqualTo((long) ROOM * Flow.SIZE);
      assertThat(ends).containsEntry(FlowEnd.EVICTED, FLOOD + ESTABLISHED - ROOM);
    }
  }

  private void establish(FlowMeter meter, int port) {
    packets.give(meter, frame(port, Tcp.SYN, 0), 0, START);
    byte[] answer = Packets.tcp(443, port, Tcp.SYN | Tcp.ACK, 0, 1, 9, -1);
    packets.give(meter, Packets.ipv4(SERVER, 0x0a00_0001, 6, answer, 0), 0, START);
    packets.give(meter, frame(port, Tcp.ACK, 1), 0, START);
  }

  private static byte[] frame(int port, int flags, int seq) {
    return Packets.ipv4(0x0a00_0001, SERVER, 6, Packets.tcp(port, 443, flags, seq, 1, 9, -1), 0);
  }

  /** Another address and another port for each. */
  private static void source(byte[] frame, int i) {
    int address = 0xc000_0000 + i;
    for (int n = 0; n < 4; n++) {
      frame[26 + n] = (byte) (address >>> (24 - 8 * n));
    }
    frame[34] = (byte) (i >>> 8);
    frame[35] = (byte) i;
  }
}
