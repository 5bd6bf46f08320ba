package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.linux.Constants;
import io.sluice.node.linux.Sockets;
import io.sluice.node.linux.UdpSocket;
import io.sluice.node.tunnel.InnerPackets.Ends;
import io.sluice.node.tunnel.Steering.Inside;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel itself deals out what a gateway on 127.77.0.20 sends to 127.77.0.21. */
@EnabledOnOs(OS.LINUX)
class SteeringKernelTest {
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.21");
  private static final int[] PROTOCOLS = {InnerPackets.TCP, InnerPackets.UDP, InnerPackets.ICMP};

  private final List<UdpSocket> opened = new ArrayList<>();
  private final Sockets calls = new Sockets();
  private final ReceiveBatch batch = new ReceiveBatch(4, 2_048, false);

  private List<UdpSocket> group(int port, int members) throws IOException {
    List<UdpSocket> group = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      UdpSocket socket = UdpSocket.open(US);
      opened.add(socket);
      group.add(socket);
      socket.set(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
      socket.bind(US, port);
    }
    return group;
  }

  @AfterEach
  void close() {
    opened.forEach(UdpSocket::close);
  }

  /** Which of these sockets the kernel gives a datagram; each must get it whole. */
  private int receiver(List<UdpSocket> group, DatagramSocket gateway, int port, byte[] datagram)
      throws IOException {
    gateway.send(new DatagramPacket(datagram, datagram.length, US, port));
    int found = -1;
    for (int i = 0; i < group.size(); i++) {
      if (batch.receive(calls, group.get(i).fd()) == 1) {
        assertThat(found).isEqualTo(-1);
        assertThat(batch.length(0)).isEqualTo(datagram.length);
        found = i;
      }
    }
    return found;
  }

  private static DatagramSocket gateway() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.77.0.20"), 0));
  }

  @ParameterizedTest
  @EnumSource(Inside.class)
  void theKernelFollowsTheRule(Inside inside) throws IOException {
    int port = 10_870;
    List<UdpSocket> group = group(port, 5);
    Steering steering = new Steering(inside, 5);
    group.getFirst().steer(SteeringProgram.of(steering));
    InnerPackets packets = new InnerPackets(11);
    try (DatagramSocket gateway = gateway()) {
      for (int i = 0; i < 600; i++) {
        Ends ends = packets.ends(PROTOCOLS[i % 3]);
        byte[] datagram = packets.datagram(inside, ends, i % 5 == 0);
        int expected = steering.worker(MemorySegment.ofArray(datagram), 0, datagram.length);

        assertThat(receiver(group, gateway, port, datagram)).isEqualTo(expected);
      }
    }
  }

  @Test
  void whenAWorkersSocketsCloseTheOthersStillGetBothDirectionsOfAFlow() throws IOException {
    List<UdpSocket> internal = group(10_880, 4);
    List<UdpSocket> external = group(10_881, 4);
    byte[] program = SteeringProgram.of(new Steering(Inside.VXLAN, 4));
    internal.getFirst().steer(program);
    external.getFirst().steer(program);
    for (List<UdpSocket> group : List.of(internal, external)) {
      group.get(1).close();
      // As the kernel does
      group.set(1, group.removeLast());
      group.getFirst().steer(SteeringProgram.of(new Steering(Inside.VXLAN, 3)));
    }

    Steering steering = new Steering(Inside.VXLAN, 3);
    InnerPackets packets = new InnerPackets(12);
    try (DatagramSocket gateway = gateway()) {
      for (int i = 0; i < 300; i++) {
        Ends ends = packets.ends(PROTOCOLS[i % 3]);
        byte[] there = packets.datagram(Inside.VXLAN, ends, false);
        byte[] back = packets.datagram(Inside.VXLAN, ends.reversed(), false);
        int expected = steering.worker(MemorySegment.ofArray(there), 0, there.length);

        assertThat(receiver(internal, gateway, 10_880, there)).isEqualTo(expected);
        assertThat(receiver(external, gateway, 10_881, back)).isEqualTo(expected);
      }
    }
  }
}
