package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.InnerPackets.Ends;
import io.sluice.packet.Decoder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Several workers behind one address: the gateway is 127.77.0.30, the appliance 127.77.0.31. */
@EnabledOnOs(OS.LINUX)
class WorkersTest {
  private static final InetAddress GATEWAY = InetAddress.ofLiteral("127.77.0.30");
  private static final InetAddress US = InetAddress.ofLiteral("127.77.0.31");
  private static final int WORKERS = 4;
  private static final int[] PROTOCOLS = {InnerPackets.TCP, InnerPackets.UDP, InnerPackets.ICMP};
  private static final Tunnels TUNNELS = inline(10_890, 10_891);

  /** Which workers saw each pair of hosts' flow. */
  private final Map<String, Set<Integer>> seen = new ConcurrentHashMap<>();

  private final List<AtomicInteger> packets = new CopyOnWriteArrayList<>();

  private static Tunnels inline(int internal, int external) {
    return new InlineTunnels(new TunnelSpec(900, internal), new TunnelSpec(901, external));
  }

  private final class Seeing implements PacketTap {
    private final int worker;
    private final AtomicInteger count = new AtomicInteger();

    Seeing(int worker) {
      this.worker = worker;
      packets.add(count);
    }

    /** A fragment has no ports, but its hosts are enough here: every flow has its own. */
    @Override
    public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
      String one = packet.sourceHigh() + ":" + packet.sourceLow();
      String other = packet.destinationHigh() + ":" + packet.destinationLow();
      String key = one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
      seen.computeIfAbsent(key, hosts -> ConcurrentHashMap.newKeySet()).add(worker);
      count.incrementAndGet();
    }

    @Override
    public void tick(long nanos) {}
  }

  private DataplaneSettings settings() {
    AtomicInteger next = new AtomicInteger();
    return DataplaneSettings.standard()
        .with(Tier.BATCHES)
        .withWorkers(WORKERS)
        .withTaps(() -> new Seeing(next.getAndIncrement()));
  }

  private static void send(DatagramSocket from, int port, byte[] datagram) throws IOException {
    from.send(new DatagramPacket(datagram, datagram.length, US, port));
  }

  private static void settle(Dataplane dataplane, long in) throws InterruptedException {
    while (Totals.sum(dataplane.totals().inPackets()) < in) {
      Thread.sleep(5);
    }
  }

  /** IPv4, IPv6, VLAN tags, options, and, but for TCP, fragments: both ways by both tunnels. */
  private static int talk(DatagramSocket gateway, InnerPackets inner, int internal, int external)
      throws IOException {
    int sent = 0;
    for (int i = 0; i < 50; i++) {
      int protocol = PROTOCOLS[i % 3];
      Ends ends = inner.ends(protocol);
      boolean fragments = protocol != InnerPackets.TCP;
      List<byte[]> there = new ArrayList<>();
      List<byte[]> back = new ArrayList<>();
      there.add(inner.frame(ends, false));
      back.add(inner.frame(ends.reversed(), false));
      if (fragments) {
        there.add(inner.frame(ends, true));
        there.add(inner.frame(ends, true));
        back.add(inner.frame(ends.reversed(), true));
      }
      for (byte[] frame : there) {
        send(gateway, external, Datagrams.vxlan(901, frame));
        sent++;
      }
      for (byte[] frame : back) {
        send(gateway, internal, Datagrams.vxlan(900, frame));
        sent++;
      }
    }
    return sent;
  }

  @Test
  void noFlowIsSeenByTwoWorkersAndAllWorkersWork() throws Exception {
    try (DatagramSocket gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
        Dataplane dataplane = new Dataplane(settings(), US, TUNNELS)) {
      InnerPackets inner = new InnerPackets(21);
      int sent = 0;
      for (int round = 0; round < 20; round++) {
        sent += talk(gateway, inner, 10_890, 10_891);
        settle(dataplane, sent);
      }

      assertThat(dataplane.workers()).isEqualTo(WORKERS);
      assertThat(seen).hasSize(1_000);
      assertThat(seen.values()).allSatisfy(workers -> assertThat(workers).hasSize(1));
      assertThat(packets).allSatisfy(count -> assertThat(count.get()).isGreaterThan(sentShare()));
    }
  }

  /** A fifth of an even share. */
  private static int sentShare() {
    return 1_000 / WORKERS / 5;
  }

  @Test
  void otherPortsTakeOverAndAFlowStillHasOneWorker() throws Exception {
    try (DatagramSocket gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 0));
        Dataplane dataplane = new Dataplane(settings(), US, TUNNELS)) {
      int sent = talk(gateway, new InnerPackets(22), 10_890, 10_891);
      settle(dataplane, sent);
      dataplane.change(inline(10_890, 10_892));
      sent += talk(gateway, new InnerPackets(22), 10_890, 10_892);
      settle(dataplane, sent);
      dataplane.change(inline(10_893, 10_894));
      sent += talk(gateway, new InnerPackets(22), 10_893, 10_894);
      settle(dataplane, sent);

      assertThat(seen).hasSize(50);
      assertThat(seen.values()).allSatisfy(workers -> assertThat(workers).hasSize(1));
      Totals totals = dataplane.totals();
      assertThat(Totals.sum(totals.outPackets())).isEqualTo(sent);
      assertThat(Totals.sum(totals.kernelDrops())).isZero();
    }
  }

  @Test
  void twoAppliancesDoNotShareAPortThoughWorkersDo() throws Exception {
    try (Dataplane first = new Dataplane(settings(), US, TUNNELS)) {
      assertThat(first.tunnels()).isEqualTo(TUNNELS);
      assertThatThrownBy(() -> new Dataplane(settings(), US, TUNNELS))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("on 127.77.0.31 cannot be bound");
    }
  }

  @Test
  void eachWorkerSendsBySourcePortsOfItsOwn() throws Exception {
    Set<Integer> ports = new HashSet<>();
    try (DatagramSocket gateway = new DatagramSocket(new InetSocketAddress(GATEWAY, 10_890));
        Dataplane dataplane = new Dataplane(settings(), US, TUNNELS)) {
      assertThat(dataplane.workers()).isEqualTo(WORKERS);
      gateway.setSoTimeout(5_000);
      for (int i = 0; i < 500; i++) {
        send(gateway, 10_891, Datagrams.vxlan(901, Datagrams.frame(i, 60)));
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        gateway.receive(packet);
        ports.add(packet.getPort());
      }
    }
    assertThat(ports).hasSize(WORKERS * Peers.SENDERS);
  }
}
