package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import io.sluice.packet.Decoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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

  private final Hands hands = new Hands(GATEWAY, US, 2_048, null);

  private static Route route(Tunnel in) {
    return TUNNELS.routes().stream().filter(route -> route.in() == in).findFirst().orElseThrow();
  }

  private void receive(Tunnel tunnel, byte[] datagram) {
    hands.give(route(tunnel), datagram);
    assertBalanced();
  }

  private Totals totals() {
    return hands.totals();
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

    Sent.Packet out = hands.sent.next();
    assertThat(out.to()).isEqualTo(new InetSocketAddress("10.40.1.4", 10800));
    assertThat(out.bytes()).isEqualTo(Datagrams.vxlan(900, Datagrams.SYN));
    assertThat(totals().inPackets().get(Tunnel.EXTERNAL)).isEqualTo(1);
    assertThat(totals().outBytes().get(Tunnel.INTERNAL)).isEqualTo(8 + Datagrams.SYN.length);
  }

  @Test
  void whatComesOnInternalLeavesOnExternalToTheSamePeer() {
    receive(Tunnel.INTERNAL, Datagrams.vxlan(900, Datagrams.SYN));

    Sent.Packet out = hands.sent.next();
    assertThat(out.to()).isEqualTo(new InetSocketAddress("10.40.1.4", 10801));
    assertThat(out.bytes()).isEqualTo(Datagrams.vxlan(901, Datagrams.SYN));
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

    assertThat(hands.sent.isEmpty()).isTrue();
    assertThat(totals().drops().get(reason)).isEqualTo(1);
    assertThat(Totals.sum(totals().drops())).isEqualTo(1);
  }

  @Property
  void anyBytesAreForwardedOrCounted(@ForAll @Size(max = 100) byte[] bytes) {
    receive(Tunnel.EXTERNAL, bytes);
    receive(Tunnel.EXTERNAL, Datagrams.vxlan(901, bytes));
  }

  @Test
  void aBrokenInnerPacketPassesAsThroughACable() {
    byte[] frame = Datagrams.SYN.clone();
    frame[14] = 0x41;
    frame[24] ^= 1;
    receive(Tunnel.EXTERNAL, Datagrams.vxlan(901, frame));

    Sent.Packet out = hands.sent.next();
    assertThat(out.bytes()).isEqualTo(Datagrams.vxlan(900, frame));
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
    netty(refusing).writeInbound(new DatagramPacket(payload, US, GATEWAY));

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
    netty(blocked).writeInbound(new DatagramPacket(payload, US, GATEWAY));

    assertThat(totals().drops().get(DropReason.SEND_QUEUE_FULL)).isEqualTo(1);
    assertThat(payload.refCnt()).isZero();
    assertBalanced();
  }

  @Test
  void anErrorOfTheEventLoopIsCountedAndNotFatal() {
    EmbeddedChannel receiver = netty(new EmbeddedChannel());
    receiver.pipeline().fireExceptionCaught(new IOException("injected"));

    assertThat(totals().loopErrors()).isEqualTo(1);
    assertThat(receiver.isOpen()).isTrue();
  }

  private EmbeddedChannel netty(EmbeddedChannel out) {
    Worker worker = hands.worker();
    NettyOutlet outlet = new NettyOutlet(List.of(out), hands.counters, worker.ownSenders());
    NettyInlet inlet = new NettyInlet(worker, outlet);
    inlet.serve(route(Tunnel.EXTERNAL));
    return new EmbeddedChannel(inlet);
  }

  @Test
  void noRoomToSendIsCountedAndTheMemoryIsFreeAgain() {
    hands.sent.fill();

    assertThat(hands.give(route(Tunnel.EXTERNAL), Datagrams.vxlan(901, Datagrams.SYN))).isFalse();
    assertThat(totals().drops().get(DropReason.SEND_QUEUE_FULL)).isEqualTo(1);
    assertBalanced();
  }

  @Test
  void whatTheApplianceItselfSentIsNotForwardedAgain() {
    hands.give(route(Tunnel.EXTERNAL), Datagrams.vxlan(901, Datagrams.SYN), US);

    assertThat(totals().drops().get(DropReason.OWN_DATAGRAM)).isEqualTo(1);
    assertThat(hands.sent.isEmpty()).isTrue();
    assertBalanced();
  }

  @Test
  void aFaultInATreatmentCostsOneDatagramAndNoException() {
    Treatment faulty =
        datagram -> {
          throw new IllegalStateException("injected");
        };
    hands.give(new Route(Tunnel.MIRROR, 4789, null, faulty), Datagrams.SYN);

    assertThat(totals().drops().get(DropReason.INTERNAL_ERROR)).isEqualTo(1);
    assertBalanced();
  }

  @Test
  void aFaultInWhatLooksOnIsCountedAndTheDatagramStillLeaves() {
    PacketTap faulty =
        new PacketTap() {
          @Override
          public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
            throw new IllegalStateException("injected");
          }

          @Override
          public void tick(long nanos) {
            throw new IllegalStateException("injected");
          }
        };
    Hands watched = new Hands(GATEWAY, US, 2_048, faulty);
    watched.give(route(Tunnel.EXTERNAL), Datagrams.vxlan(901, Datagrams.SYN));
    watched.worker().tick(1);

    assertThat(Totals.sum(watched.totals().outPackets())).isEqualTo(1);
    assertThat(watched.totals().loopErrors()).isEqualTo(2);
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
    List<Integer> protocols = new ArrayList<>();
    PacketTap tap =
        new PacketTap() {
          @Override
          public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
            protocols.add(packet.protocol());
          }

          @Override
          public void tick(long nanos) {}
        };

    assertThat(Warmup.run(tunnels, 300, tap)).isEqualTo(300L * tunnels.routes().size());
    assertThat(protocols).hasSize(300 * tunnels.routes().size()).contains(6, 17);
  }

  @Test
  void theWarmupsPacketsGoRoundByRealSockets() throws IOException {
    assumeThat(Tier.best()).isEqualTo(Tier.BATCHES);

    assertThat(Warmup.goRound(1_000)).isGreaterThanOrEqualTo(1_000);
  }
}
