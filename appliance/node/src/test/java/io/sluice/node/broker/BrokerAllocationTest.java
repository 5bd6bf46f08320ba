package io.sluice.node.broker;

import static io.sluice.node.broker.Counted.counts;
import static io.sluice.node.broker.Counted.settled;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Ethernet;
import io.sluice.packet.LinkType;
import io.sluice.packet.Ports;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Giving packets to tools makes no garbage, neither a worker's nor a sender's. */
class BrokerAllocationTest {
  private static final int PACKETS = 200_000;

  private static final byte[] WHOLE =
      Made.vxlan(
          5,
          Made.tagged(
              7, Ethernet.TYPE_IPV4, Made.ipv4(1, 2, Ports.TCP, Made.tcp(1, 443, new byte[600]))));
  private static final byte[] FIRST =
      Made.ethernet(
          Ethernet.TYPE_IPV4,
          Made.ipv4Part(1, 2, Ports.UDP, 9, 0, true, Made.udp(1, 53, new byte[600])));
  private static final byte[] LATER =
      Made.ethernet(
          Ethernet.TYPE_IPV4, Made.ipv4Part(1, 2, Ports.UDP, 9, 608, true, new byte[600]));

  @Test
  void aPacketCostsNoMemory() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Shown shown = new Shown();
    try (Broker broker =
        new Broker(
            InetAddress.getLoopbackAddress(),
            () -> (fd, headers, count, flags) -> count,
            1 << 20)) {
      broker.change(List.of(everything(), ToolConfig.all("all", TWO)));
      BrokerTap tap = broker.tap();
      long sender = sender();
      for (byte[] frame : new byte[][] {WHOLE, FIRST, LATER}) {
        run(shown, tap, frame);
        settled(broker, "all");
        long before = threads.getCurrentThreadAllocatedBytes();
        long senderBefore = threads.getThreadAllocatedBytes(sender);
        run(shown, tap, frame);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        settled(broker, "all");
        long senderAllocated = threads.getThreadAllocatedBytes(sender) - senderBefore;

        // The compiler and the bean itself may cost a few objects; one for each packet is 16 B
        assertThat(allocated).isLessThan(PACKETS);
        assertThat(senderAllocated).isLessThan(PACKETS);
      }
      assertThat(counts(broker, "all").seen()).isEqualTo(6L * PACKETS);
      assertThat(counts(broker, "all").sent()).isGreaterThan(PACKETS);
      assertThat(counts(broker, "everything").sampled()).isPositive();
    }
  }

  private static final List<Target> TWO =
      List.of(
          Target.parse("vxlan://127.0.0.1:9?vni=1"), Target.parse("geneve://127.0.0.1:9?vni=2"));

  private static ToolConfig everything() {
    return new ToolConfig(
        "everything",
        "",
        List.of(),
        TWO,
        128,
        EnumSet.allOf(Mask.class),
        2,
        Set.of(Strip.VLAN, Strip.TUNNEL),
        1_000_000_000,
        null);
  }

  private static long sender() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tool-all"))
        .findFirst()
        .orElseThrow()
        .threadId();
  }

  /** Many flows; the packet itself is put down once. */
  private static void run(Shown shown, BrokerTap tap, byte[] frame) {
    var datagram = shown.put(frame, LinkType.ETHERNET);
    for (int i = 0; i < PACKETS; i++) {
      // Address of the outer packet, and its identification, so that fragments are new ones
      shown.memory.set(ValueLayout.JAVA_INT_UNALIGNED, 14 + 12, i % 5_000);
      shown.decoder.decode(shown.memory, 0, frame.length, frame.length, LinkType.ETHERNET, i);
      tap.packet(datagram, Tunnel.MIRROR, shown.decoder, i);
      if (i % 32 == 31) {
        tap.tick(i);
      }
    }
  }
}
