package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.packet.Decoder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More than can be handled: the gateway is 127.77.0.40, the appliance 127.77.0.41. */
class OverloadTest {
  private static final InetAddress GATEWAY = InetAddress.ofLiteral("127.77.0.40");
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.41");
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10_895), new TunnelSpec(901, 10_896));

  /** More than the largest receive queue holds of it. */
  private static final int FLOOD = 12_000;

  private static final int LENGTH = 8_000;

  @BeforeEach
  void onlyWhereTheKernelCounts() {
    assumeThat(Tier.best()).isEqualTo(Tier.BATCHES);
  }

  /** A worker that stands still until it is told to go on. */
  private static PacketTap stuck(CountDownLatch go) {
    return new PacketTap() {
      @Override
      public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
        try {
          go.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void tick(long nanos) {}
    };
  }

  @Test
  void whatComesInIsWhatGoesOutAndWhatIsCountedAsLostToThePacket() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    DataplaneSettings settings =
        DataplaneSettings.standard().withWorkers(2).withTaps(() -> stuck(go));
    try (DatagramSocket gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
        DatagramSocket sink = new DatagramSocket(new InetSocketAddress(GATEWAY, 10_895));
        Dataplane dataplane = new Dataplane(settings, US, TUNNELS)) {
      assertThat(sink.isBound()).isTrue();
      for (int i = 0; i < FLOOD; i++) {
        send(gateway, Datagrams.vxlan(901, Datagrams.frame(i, LENGTH)));
      }
      go.countDown();
      Totals totals = dataplane.totals();
      while (Totals.sum(totals.inPackets()) + Totals.sum(totals.kernelDrops()) < FLOOD) {
        Thread.sleep(10);
        totals = dataplane.totals();
      }

      assertThat(totals.kernelDrops().get(Tunnel.EXTERNAL)).isPositive();
      assertThat(totals.inPackets().get(Tunnel.EXTERNAL))
          .isEqualTo(FLOOD - totals.kernelDrops().get(Tunnel.EXTERNAL));
      assertThat(Totals.sum(totals.outPackets()))
          .isEqualTo(Totals.sum(totals.inPackets()) - Totals.sum(totals.drops()));
      assertThat(totals.queued()).isZero();
    }
  }

  private static void send(DatagramSocket from, byte[] bytes) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, US, 10_896));
  }

  @Test
  void aPeerThatDoesNotListenCostsNothingButItsOwnDatagrams() throws Exception {
    int count = 500;
    try (DatagramSocket gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
        Dataplane dataplane =
            new Dataplane(DataplaneSettings.standard().withWorkers(1), US, TUNNELS)) {
      for (int i = 0; i < count; i++) {
        send(gateway, Datagrams.vxlan(901, Datagrams.frame(i, 100)));
      }
      while (Totals.sum(dataplane.totals().inPackets()) < count) {
        Thread.sleep(10);
      }

      // Each answer "port unreachable" is told to some later send, which is then made again
      Totals totals = dataplane.totals();
      assertThat(Totals.sum(totals.outPackets()) + Totals.sum(totals.drops())).isEqualTo(count);
      assertThat(totals.queued()).isZero();
      assertThat(totals.loopErrors()).isZero();
    }
  }
}
