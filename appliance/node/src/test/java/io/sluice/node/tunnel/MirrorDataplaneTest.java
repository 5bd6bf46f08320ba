package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets on loopback: the load balancer is 127.77.0.10, the appliance 127.77.0.11. */
class MirrorDataplaneTest {
  private static final InetAddress BALANCER = InetAddress.ofLiteral("127.77.0.10");
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.11");
  private static final MirrorTunnel VXLAN = new MirrorTunnel(Encapsulation.VXLAN, 77, 4789, false);
  private static final MirrorTunnel GENEVE =
      new MirrorTunnel(Encapsulation.GENEVE, 77, 6081, false);
  private static final MirrorTunnel RETURNED =
      new MirrorTunnel(Encapsulation.GENEVE, null, 6081, true);

  private static DatagramSocket balancer(int port) throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(BALANCER, port));
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static void send(DatagramSocket from, int port, byte[] bytes) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, US, port));
  }

  private static byte[] mirrored(int flow, int length) {
    byte[] vxlan = Datagrams.vxlan(77, Datagrams.frame(flow, length));
    return Datagrams.geneve(0x0800, flow, Datagrams.udp4(4789, vxlan));
  }

  /** The loop may still be at the last datagram when it is asked; whatever arrived is counted. */
  private static Totals settled(Dataplane dataplane, long in) throws InterruptedException {
    Totals totals = dataplane.totals();
    while (Totals.sum(totals.inPackets()) + Totals.sum(totals.kernelDrops()) < in) {
      Thread.sleep(10);
      totals = dataplane.totals();
    }
    return totals;
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void everyMirroredPacketThatWasSentIsCounted(Tier tier) throws Exception {
    int count = 20_000;
    try (DatagramSocket sender = balancer(0);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard().with(tier), US, VXLAN)) {
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        byte[] datagram = Datagrams.vxlan(77, Datagrams.frame(i, 60 + i % 1_400));
        bytes += datagram.length;
        send(sender, 4789, datagram);
        if (i % 200 == 199) {
          settled(dataplane, i + 1);
        }
      }
      Totals totals = settled(dataplane, count);

      assertThat(totals.kernelDrops().get(Tunnel.MIRROR)).isZero();
      assertThat(totals.inPackets().get(Tunnel.MIRROR)).isEqualTo(count);
      assertThat(totals.observedPackets().get(Tunnel.MIRROR)).isEqualTo(count);
      assertThat(totals.observedBytes().get(Tunnel.MIRROR)).isEqualTo(bytes);
      assertThat(Totals.sum(totals.drops())).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theLongestMirroredPacketArrivesWholeInEitherEncapsulation(Tier tier) throws Exception {
    try (DatagramSocket sender = balancer(0)) {
      try (Dataplane dataplane =
          new Dataplane(DataplaneSettings.standard().with(tier), US, VXLAN)) {
        send(sender, 4789, Datagrams.vxlan(77, Datagrams.frame(1, 8_500)));
        assertThat(settled(dataplane, 1).observedBytes().get(Tunnel.MIRROR)).isEqualTo(8_508);
      }
      try (Dataplane dataplane =
          new Dataplane(DataplaneSettings.standard().with(tier), US, GENEVE)) {
        send(sender, 6081, mirrored(1, 8_500));
        assertThat(settled(dataplane, 1).observedBytes().get(Tunnel.MIRROR))
            .isEqualTo(40 + 28 + 8 + 8_500);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatTheBalancerWantsBackComesBackToItsPortByteForByte(Tier tier) throws Exception {
    int count = 2_000;
    int window = 50;
    Set<Integer> sourcePorts = new HashSet<>();
    try (DatagramSocket sender = balancer(0);
        DatagramSocket receiver = balancer(6081);
        Dataplane dataplane =
            new Dataplane(DataplaneSettings.standard().with(tier), US, RETURNED)) {
      for (int sent = 0; sent < count; sent += window) {
        Set<String> wanted = new HashSet<>();
        for (int i = sent; i < sent + window; i++) {
          byte[] datagram =
              Datagrams.geneve(
                  0x0800, i, Arrays.copyOfRange(Datagrams.frame(i, 60 + i % 1_400), 14, 60));
          wanted.add(Arrays.toString(datagram));
          send(sender, 6081, datagram);
        }
        Set<String> got = new HashSet<>();
        for (int i = 0; i < window; i++) {
          DatagramPacket packet = new DatagramPacket(new byte[10_000], 10_000);
          receiver.receive(packet);
          assertThat(packet.getAddress()).isEqualTo(US);
          sourcePorts.add(packet.getPort());
          got.add(Arrays.toString(Arrays.copyOf(packet.getData(), packet.getLength())));
        }
        assertThat(got).isEqualTo(wanted);
      }
      Totals totals = dataplane.totals();
      assertThat(totals.inPackets().get(Tunnel.MIRROR)).isEqualTo(count);
      assertThat(totals.outPackets().get(Tunnel.MIRROR)).isEqualTo(count);
      assertThat(totals.outBytes()).isEqualTo(totals.inBytes());
      assertThat(Totals.sum(totals.observedPackets())).isZero();
      assertThat(sourcePorts).as("source ports keep entropy").hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void anotherEncapsulationAndPortTakeOverAndTheOldPortIsLetGo() throws Exception {
    try (DatagramSocket sender = balancer(0);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, VXLAN)) {
      send(sender, 4789, Datagrams.vxlan(77, Datagrams.SYN));
      settled(dataplane, 1);
      dataplane.change(GENEVE);
      send(sender, 6081, mirrored(1, 100));
      Totals totals = settled(dataplane, 2);

      assertThat(totals.observedPackets().get(Tunnel.MIRROR)).isEqualTo(2);
      new DatagramSocket(new InetSocketAddress(US, 4789)).close();
      assertThatThrownBy(() -> new DatagramSocket(new InetSocketAddress(US, 6081)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherVniTakesOverOnTheSameSocket() throws Exception {
    try (DatagramSocket sender = balancer(0);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, VXLAN)) {
      dataplane.change(new MirrorTunnel(Encapsulation.VXLAN, 78, 4789, false));
      send(sender, 4789, Datagrams.vxlan(77, Datagrams.SYN));
      send(sender, 4789, Datagrams.vxlan(78, Datagrams.SYN));
      Totals totals = settled(dataplane, 2);

      assertThat(totals.drops().get(DropReason.BAD_VNI)).isEqualTo(1);
      assertThat(totals.observedPackets().get(Tunnel.MIRROR)).isEqualTo(1);
    }
  }

  @Test
  void packetsOnTheirWayBackThatAreItsOwnDoNotGoRoundForEver() throws Exception {
    try (DatagramSocket forger = new DatagramSocket(new InetSocketAddress(US, 0));
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, RETURNED)) {
      send(forger, 6081, mirrored(1, 100));
      Totals totals = settled(dataplane, 2);

      assertThat(totals.inPackets().get(Tunnel.MIRROR)).isEqualTo(2);
      assertThat(totals.drops().get(DropReason.OWN_DATAGRAM)).isEqualTo(1);
    }
  }
}
