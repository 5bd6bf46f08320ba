package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
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
  void treatingADatagramAllocatesNothing(Tunnels tunnels) {
    Treatment treatment = tunnels.routes().getFirst().treatment();
    ByteBuf payload = Unpooled.directBuffer().writeBytes(datagram(tunnels));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long good = treat(treatment, payload);

    long before = threads.getCurrentThreadAllocatedBytes();
    good += treat(treatment, payload);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    payload.release();

    assertThat(good).isEqualTo(2L * PACKETS);
    // The compiler and the bean itself may cost a few objects; one for each packet would be 16 B
    assertThat(allocated).isLessThan(PACKETS);
  }

  private static long treat(Treatment treatment, ByteBuf payload) {
    Datagram datagram = new Datagram();
    Counters counters = new Counters();
    long good = 0;
    for (int i = 0; i < PACKETS; i++) {
      counters.in(Tunnel.MIRROR, payload.readableBytes());
      datagram.wrap(payload);
      if (treatment.apply(datagram) == null) {
        counters.observed(Tunnel.MIRROR, payload.readableBytes());
        good++;
      }
    }
    return good;
  }
}
