package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets on loopback: the gateway is 127.77.0.4, the appliance 127.77.0.5. */
class DataplaneTest {
  private static final InetAddress GATEWAY = InetAddress.ofLiteral("127.77.0.4");
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.5");
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));

  private static DatagramSocket socket(int port) throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(GATEWAY, port));
    socket.setSoTimeout(5_000);
    socket.setReceiveBufferSize(4 << 20);
    return socket;
  }

  private static void send(DatagramSocket from, int port, byte[] bytes) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, US, port));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[10_000], 10_000);
    socket.receive(packet);
    return packet;
  }

  private static byte[] bytes(DatagramPacket packet) {
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void configThatComesWhileTheApplianceStopsIsNoBug() throws IOException {
    Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS);
    dataplane.close();
    // Ports that stay are handed to the event loop, which is gone; others would be bound on it.
    Tunnels others = new InlineTunnels(new TunnelSpec(902, 10800), new TunnelSpec(903, 10801));
    assertThatThrownBy(() -> dataplane.change(others))
        .isInstanceOf(IOException.class)
        .hasMessage("the tunnels are closed already");
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void tenThousandFramesEachWayArriveByteForByteAndTheCountersAgree(Tier tier) throws IOException {
    Set<Integer> sourcePorts = new HashSet<>();
    try (DatagramSocket internal = socket(10800);
        DatagramSocket external = socket(10801);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard().with(tier), US, TUNNELS)) {
      int count = 10_000;
      int window = 50;
      long bytes = 0;
      for (int sent = 0; sent < count; sent += window) {
        for (int i = sent; i < sent + window; i++) {
          byte[] frame = Datagrams.frame(i, 60 + i % 1_400);
          bytes += 8 + frame.length;
          send(external, 10801, Datagrams.vxlan(901, frame));
          send(internal, 10800, Datagrams.vxlan(900, frame));
        }
        // Flows are kept in order, but not all flows among each other: compare as sets
        Set<String> wantedIn = new HashSet<>();
        Set<String> wantedOut = new HashSet<>();
        Set<String> gotIn = new HashSet<>();
        Set<String> gotOut = new HashSet<>();
        for (int i = sent; i < sent + window; i++) {
          byte[] frame = Datagrams.frame(i, 60 + i % 1_400);
          wantedIn.add(Arrays.toString(Datagrams.vxlan(900, frame)));
          wantedOut.add(Arrays.toString(Datagrams.vxlan(901, frame)));
          DatagramPacket in = receive(internal);
          sourcePorts.add(in.getPort());
          gotIn.add(Arrays.toString(bytes(in)));
          gotOut.add(Arrays.toString(bytes(receive(external))));
        }
        assertThat(gotIn).isEqualTo(wantedIn);
        assertThat(gotOut).isEqualTo(wantedOut);
      }
      Totals totals = dataplane.totals();
      for (Tunnel tunnel : List.of(Tunnel.EXTERNAL, Tunnel.INTERNAL)) {
        assertThat(totals.inPackets().get(tunnel)).isEqualTo(count);
        assertThat(totals.outPackets().get(tunnel)).isEqualTo(count);
        assertThat(totals.inBytes().get(tunnel)).isEqualTo(bytes);
        assertThat(totals.outBytes().get(tunnel)).isEqualTo(bytes);
        assertThat(totals.kernelDrops().get(tunnel)).isZero();
      }
      assertThat(Totals.sum(totals.drops())).isZero();
      assertThat(Totals.sum(totals.observedPackets())).isZero();
      assertThat(totals.queued()).isZero();
      assertThat(sourcePorts).as("source ports keep entropy").hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  @Timeout(20)
  void aJumboFramePassesWholeAndALongerDatagramIsCountedAndNotCut(Tier tier) throws Exception {
    try (DatagramSocket internal = socket(10800);
        DatagramSocket external = socket(10801);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard().with(tier), US, TUNNELS)) {
      byte[] jumbo = Datagrams.frame(7, 9_014);
      send(external, 10801, Datagrams.vxlan(901, jumbo));
      assertThat(bytes(receive(internal))).isEqualTo(Datagrams.vxlan(900, jumbo));

      send(external, 10801, Datagrams.vxlan(901, Datagrams.frame(7, 12_000)));
      send(external, 10801, Datagrams.vxlan(901, Datagrams.SYN));
      assertThat(bytes(receive(internal))).isEqualTo(Datagrams.vxlan(900, Datagrams.SYN));
      // Another flow's, and so another worker's, which may be later
      while (dataplane.totals().drops().get(DropReason.TRUNCATED) == 0) {
        Thread.sleep(5);
      }
      assertThat(dataplane.totals().drops().get(DropReason.TRUNCATED)).isEqualTo(1);
    }
  }

  @Test
  void otherTunnelsTakeOverWithoutAnotherProcessAndPortsMaySwapPlaces() throws IOException {
    Tunnels swapped = new InlineTunnels(new TunnelSpec(910, 10801), new TunnelSpec(911, 10800));
    try (DatagramSocket one = socket(10800);
        DatagramSocket other = socket(10801);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS)) {
      send(other, 10801, Datagrams.vxlan(901, Datagrams.SYN));
      assertThat(bytes(receive(one))).isEqualTo(Datagrams.vxlan(900, Datagrams.SYN));

      dataplane.change(swapped);
      send(one, 10800, Datagrams.vxlan(911, Datagrams.SYN));
      assertThat(bytes(receive(other))).isEqualTo(Datagrams.vxlan(910, Datagrams.SYN));

      send(one, 10800, Datagrams.vxlan(900, Datagrams.SYN));
      send(one, 10800, Datagrams.vxlan(911, Datagrams.SYN));
      receive(other);
      assertThat(dataplane.totals().drops().get(DropReason.BAD_VNI)).isEqualTo(1);
      assertThat(dataplane.tunnels()).isEqualTo(swapped);
    }
  }

  @Test
  void newPortsAreBoundAndOldOnesLetGo() throws IOException {
    try (Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS)) {
      dataplane.change(new InlineTunnels(new TunnelSpec(900, 10820), new TunnelSpec(901, 10821)));

      new DatagramSocket(new InetSocketAddress(US, 10800)).close();
      assertThatThrownBy(() -> new DatagramSocket(new InetSocketAddress(US, 10820)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortThatIsTakenLeavesEverythingAsItWas() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(US, 10830));
        DatagramSocket internal = socket(10800);
        DatagramSocket external = socket(10801);
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS)) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(
              () ->
                  dataplane.change(
                      new InlineTunnels(new TunnelSpec(900, 10829), new TunnelSpec(901, 10830))))
          .hasMessageContaining("UDP port 10830 on 127.77.0.5 cannot be bound");

      assertThat(dataplane.tunnels()).isEqualTo(TUNNELS);
      send(external, 10801, Datagrams.vxlan(901, Datagrams.SYN));
      assertThat(bytes(receive(internal))).isEqualTo(Datagrams.vxlan(900, Datagrams.SYN));
    }
  }

  @Test
  void aDatagramOfItsOwnDoesNotGoRoundForEver() throws IOException {
    Tunnels tunnels = new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));
    try (DatagramSocket forger = new DatagramSocket(new InetSocketAddress(US, 0));
        Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, tunnels)) {
      forger.setSoTimeout(200);
      send(forger, 10801, Datagrams.vxlan(901, Datagrams.SYN));

      assertThatThrownBy(() -> receive(forger)).isInstanceOf(SocketTimeoutException.class);
      Totals totals = dataplane.totals();
      assertThat(Totals.sum(totals.inPackets())).isEqualTo(2);
      assertThat(totals.drops().get(DropReason.OWN_DATAGRAM)).isEqualTo(1);
    }
  }

  @Test
  void theLastTotalsStandAfterTheEnd() throws IOException {
    Dataplane dataplane = new Dataplane(DataplaneSettings.standard(), US, TUNNELS);
    try (DatagramSocket internal = socket(10800);
        DatagramSocket external = socket(10801)) {
      send(external, 10801, Datagrams.vxlan(901, Datagrams.SYN));
      receive(internal);
    }
    dataplane.close();

    assertThat(Totals.sum(dataplane.totals().outPackets())).isEqualTo(1);
  }
}
