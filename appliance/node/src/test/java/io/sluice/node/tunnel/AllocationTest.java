package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import io.sluice.packet.Decoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The way of a packet makes no garbage: a pause for collection is a pause for packets. */
class AllocationTest {
  private static final int PACKETS = 100_000;

  static Stream<Tunnels> shapes() {
    return Stream.of(
        new InlineTunnels(new TunnelSpec(77, 1), new TunnelSpec(77, 2)),
        new MirrorTunnel(Encapsulation.VXLAN, 77, 4789, false),
        new MirrorTunnel(Encapsulation.GENEVE, 77, 6081, false),
        new MirrorTunnel(Encapsulation.GENEVE, null, 6081, true));
  }

  private static byte[] datagram(Tunnels tunnels) {
    byte[] vxlan = Datagrams.vxlan(77, Datagrams.SYN);
    return tunnels instanceof MirrorTunnel mirror && mirror.encapsulation() == Encapsulation.GENEVE
        ? Datagrams.geneve(0x0800, 1, Datagrams.udp4(4789, vxlan))
        : vxlan;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void takingADatagramToItsEndAllocatesNothing(Tunnels tunnels) {
    Route route = tunnels.routes().getFirst();
    byte[] datagram = datagram(tunnels);
    Tapped tap = new Tapped();
    Counters counters = new Counters();
    Worker worker = new Worker(counters, new OwnSenders((high, low) -> false), 2_048, tap);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
      run(worker, route, memory, counters);

      long before = threads.getCurrentThreadAllocatedBytes();
      run(worker, route, memory, counters);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(tap.packets).isEqualTo(2L * PACKETS);
      // The compiler and the bean itself may cost a few objects; one for each packet would be 16 B
      assertThat(allocated).isLessThan(PACKETS);
    }
  }

  @Test
  void receivingAndSendingBatchesAllocatesNothing() throws IOException {
    assumeThat(Tier.best()).isEqualTo(Tier.BATCHES);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long large = Long.MAX_VALUE;
    // Before it is compiled a system call makes an object or two
    for (int i = 0; i < 6; i++) {
      large = Math.min(large, allocatedBy(threads, PACKETS));
    }
    long small = allocatedBy(threads, 1_000);

    // Both open sockets and memory of their own; what is left is for 99,000 packets
    assertThat(large - small).isLessThan(PACKETS);
  }

  private static long allocatedBy(ThreadMXBean threads, int packets) throws IOException {
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(Warmup.goRound(packets)).isGreaterThanOrEqualTo(packets);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void run(Worker worker, Route route, MemorySegment memory, Counters counters) {
    Outlet outlet =
        (tunnel, segment, at, length, high, low, port, hash) -> {
          counters.queued();
          counters.sent(tunnel, length);
          return true;
        };
    int length = (int) memory.byteSize();
    for (int i = 0; i < PACKETS; i++) {
      worker.accept(route, outlet, memory, 0, length, 0, Addresses.mapped(1), 5, i);
    }
  }

  private static final class Tapped implements PacketTap {
    private long packets;

    @Override
    public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
      packets++;
    }

    @Override
    public void tick(long nanos) {}
  }
}
