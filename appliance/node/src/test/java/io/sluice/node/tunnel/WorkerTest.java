package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerTest {
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("10.40.1.4", 41234);
  private static final InetSocketAddress US = new InetSocketAddress("10.40.1.5", 10801);

  private final Counters counters = new Counters();
  private final EmbeddedChannel sender = new EmbeddedChannel();

  private EmbeddedChannel receiver(Route route, EmbeddedChannel out) {
    Egress egress = new Egress(List.of(out), counters, from -> from.equals(US));
    return new EmbeddedChannel(new TunnelHandler(new Worker(egress, counters, 2_048), route));
  }

  private static Route route(Tunnel in) {
    return TUNNELS.routes().stream().filter(route -> route.in() == in).findFirst().orElseThrow();
  }

  private void receive(Tunnel tunnel, byte[] datagram) {
    ByteBuf payload = Unpooled.directBuffer().writeBytes(datagram);
    receiver(route(tunnel), sender).writeInbound(new DatagramPacket(payload, US, GATEWAY));
    assertBalanced();
  }

  private Totals totals() {
    return counters.totals(KernelDrops.ofThisMachine().totals());
  }

  private void assertBalanced() {
    Totals now = totals();
    assertThat(Totals.sum(now.inPackets()))
        .isEqualTo(
            Totals.sum(now.outPackets())
                + Totals.sum(now.observedPackets())
                + Totals.sum(now.drops())
                + now.queued());
  }

  @Test
  void whatComesOnExternalLeavesOnInternalToTheSamePeer() {
    receive(Tunnel.EXTERNAL, Datagrams.vxlan(901, Datagrams.SYN));

    DatagramPacket out = sender.readOutbound();
    assertThat(out.recipient()).isEqualTo(new InetSocketAddress("10.40.1.4", 10800));
    assertThat(ByteBufUtil.getBytes(out.content())).isEqualTo(Datagrams.vxlan(900, Datagrams.SYN));
    assertThat(totals().inPackets().get(Tunnel.EXTERNAL)).isEqualTo(1);
    assertThat(totals().outBytes().get(Tunnel.INTERNAL)).isEqualTo(8 + Datagrams.SYN.length);
    out.release();
  }

  @Test
  void whatComesOnInternalLeavesOnExternalToTheSamePeer() {
    receive(Tunnel.INTERNAL, Datagrams.vxlan(900, Datagrams.SYN));

    DatagramPacket out = sender.readOutbound();
    assertThat(out.recipient()).isEqualTo(new InetSocketAddress("10.40.1.4", 10801));
    assertThat(ByteBufUtil.getBytes(out.content())).isEqualTo(Datagrams.vxlan(901, Datagrams.SYN));
    out.release();
  }

  static Stream<Arguments> dropped() {
    byte[] noFlag = Datagrams.vxlan(901, Datagrams.SYN);
    noFlag[0] = 0;
    return Stream.of(
        argumentSet("an empty datagram", new byte[0], DropReason.SHORT_DATAGRAM),
        argumentSet("half a VXLAN header", new byte[] {8, 0, 0, 0}, DropReason.SHORT_DATAGRAM),
        argumentSet(
            "a VXLAN header with less than an Ethernet header",
            Arrays.copyOf(Datagrams.vxlan(901, Datagrams.SYN), 21),
            DropReason.SHORT_DATAGRAM),
        argumentSet("a header without flag I", noFlag, DropReason.NOT_VXLAN),
        argumentSet(
            "the other tunnel's VNI", Datagrams.vxlan(900, Datagrams.SYN), DropReason.BAD_VNI),
        argumentSet(
            "a VNI that differs in its upper bits only",
            Datagrams.vxlan(901 | 0x10000, Datagrams.SYN),
            DropReason.BAD_VNI),
        argumentSet(
            "a datagram that fills the receive buffer",
            Datagrams.vxlan(901, Datagrams.frame(1, 2_040)),
            DropReason.TRUNCATED));
  }

  @ParameterizedTest
  @MethodSource("dropped")
  void aDatagramThatCannotBeForwardedIsCountedUnderOneReason(byte[] datagram, DropReason reason) {
    receive(Tunnel.EXTERNAL, datagram);

    assertThat(sender.<Object>readOutbound()).isNull();
    assertThat(totals().drops().get(reason)).isEqualTo(1);
    assertThat(Totals.sum(totals().drops())).isEqualTo(1);
  }

  @Property
  void anyBytesAreForwardedOrCounted(@ForAll @Size(max = 100) byte[] bytes) {
    receive(Tunnel.EXTERNAL, bytes);
    receive(Tunnel.EXTERNAL, Datagrams.vxlan(901, bytes));
    sender.releaseOutbound();
  }

  @Test
  void aBrokenInnerPacketPassesAsThroughACable() {
    byte[] frame = Datagrams.SYN.clone();
    frame[14] = 0x41;
    frame[24] ^= 1;
    receive(Tunnel.EXTERNAL, Datagrams.vxlan(901, frame));

    DatagramPacket out = sender.readOutbound();
    assertThat(ByteBufUtil.getBytes(out.content())).isEqualTo(Datagrams.vxlan(900, frame));
    out.release();
  }

  @Test
  void aFailedSendIsCountedAsDroppedAndNotAsSent() {
    EmbeddedChannel refusing =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext context, Object packet, ChannelPromise done) {
                ((DatagramPacket) packet).release();
                done.setFailure(new IOException("sendmmsg: Connection refused"));
              }
            });
    ByteBuf payload = Unpooled.directBuffer().writeBytes(Datagrams.vxlan(901, Datagrams.SYN));
    receiver(route(Tunnel.EXTERNAL), refusing)
        .writeInbound(new DatagramPacket(payload, US, GATEWAY));

    assertThat(totals().drops().get(DropReason.SEND_FAILED)).isEqualTo(1);
    assertThat(Totals.sum(totals().outPackets())).isZero();
    assertThat(payload.refCnt()).isZero();
    assertBalanced();
  }

  @Test
  void aFullSendQueueIsCountedAndTheDatagramLetGo() {
    EmbeddedChannel blocked =
        new EmbeddedChannel() {
          @Override
          public boolean isWritable() {
            return false;
          }
        };
    ByteBuf payload = Unpooled.directBuffer().writeBytes(Datagrams.vxlan(901, Datagrams.SYN));
    receiver(route(Tunnel.EXTERNAL), blocked)
        .writeInbound(new DatagramPacket(payload, US, GATEWAY));

    assertThat(totals().drops().get(DropReason.SEND_QUEUE_FULL)).isEqualTo(1);
    assertThat(payload.refCnt()).isZero();
    assertBalanced();
  }

  @Test
  void aFaultInATreatmentCostsOneDatagramAndNotTheEventLoop() {
    Treatment faulty =
        datagram -> {
          throw new IllegalStateException("injected");
        };
    ByteBuf payload = Unpooled.directBuffer().writeBytes(Datagrams.vxlan(901, Datagrams.SYN));
    EmbeddedChannel receiver = receiver(new Route(Tunnel.MIRROR, 4789, null, faulty), sender);
    receiver.writeInbound(new DatagramPacket(payload, US, GATEWAY));

    assertThat(totals().drops().get(DropReason.INTERNAL_ERROR)).isEqualTo(1);
    assertThat(payload.refCnt()).isZero();
    assertThat(receiver.isOpen()).isTrue();
    assertBalanced();
  }

  @Test
  void anErrorOfTheEventLoopIsCountedAndNotFatal() {
    EmbeddedChannel receiver = receiver(route(Tunnel.EXTERNAL), sender);
    receiver.pipeline().fireExceptionCaught(new IOException("injected"));

    assertThat(totals().loopErrors()).isEqualTo(1);
    assertThat(receiver.isOpen()).isTrue();
  }

  static Stream<Tunnels> shapes() {
    return Stream.of(
        TUNNELS,
        new MirrorTunnel(Encapsulation.VXLAN, 7, 4789, false),
        new MirrorTunnel(Encapsulation.GENEVE, 7, 6081, false),
        new MirrorTunnel(Encapsulation.GENEVE, 7, 6081, true),
        new MirrorTunnel(Encapsulation.GENEVE, null, 6081, true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theWarmupRunsThePathOfItsTunnels(Tunnels tunnels) {
    assertThat(Warmup.run(tunnels, 300)).isEqualTo(300L * tunnels.routes().size());
  }
}
