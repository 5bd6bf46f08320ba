package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.packet.Tcp;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measuring makes no garbage: neither packets of known flows, nor new flows, nor evictions. */
class FlowAllocationTest {
  private static final int PACKETS = 200_000;
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void aPacketCostsNoMemory(int flows) {
    Packets packets = new Packets();
    byte[] frame = Packets.ipv4(1, 2, 6, Packets.tcp(3, 4, Tcp.ACK, 5, 0, 9, -1), 100);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FlowSettings settings = new FlowSettings(1_000, 60 * SECOND, 10 * SECOND, false);
    try (FlowMeter meter = new FlowMeter(settings, (flow, end) -> {})) {
      run(packets, meter, frame, flows);
      long before = threads.getCurrentThreadAllocatedBytes();
      run(packets, meter, frame, flows);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      // The compiler and the bean itself may cost a few objects; one for each packet would be 16 B
      assertThat(allocated).isLessThan(PACKETS);
    }
  }

  private static void run(Packets packets, FlowMeter meter, byte[] frame, int flows) {
    for (int i = 0; i < PACKETS; i++) {
      int flow = i % flows;
      frame[26] = (byte) (flow >>> 16);
      frame[27] = (byte) (flow >>> 8);
      frame[28] = (byte) flow;
      packets.give(meter, frame, 100, i * 1_000_000L);
      meter.tick(i * 1_000_000L);
    }
  }
}
