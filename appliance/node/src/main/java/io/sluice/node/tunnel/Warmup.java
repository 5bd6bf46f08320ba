package io.sluice.node.tunnel;

import io.sluice.node.linux.UdpSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the path of an appliance's tunnels over made-up packets, so that the first real ones do not
 * meet interpreted code: measured, a cold event loop that shares its core with the compiler loses
 * up to half of them. It has its own counters, and its sockets are on the loopback only.
 */
public final class Warmup {
  /** Of every made-up packet. */
  private static final int VNI = 1;

  private static final int MAX_LENGTH = 2_048;

  /** Packets that go round together: a batch, and not more than a receive queue takes. */
  private static final int ROUND_TRIP = 96;

  /** Of the lower byte of the source port in VXLAN around the first frame. */
  private static final int SOURCE_PORT = 8 + 14 + 20 + 1;

  private static final int SENDER_PORT = 10_800;
  private static final long SENDER = Addresses.mapped(0x7f00_0001);

  private static final String VXLAN = "0800000000000100";

  /** An AWS gateway load balancer's GENEVE around IPv4, with its three options. */
  private static final String GENEVE =
      "0800080000000000" // version 0, 32 bytes of options, IPv4, network 0
          + "010801020000000000000001" // endpoint
          + "010802020000000000000002" // attachment
          + "0108030100000003"; // flow cookie

  /** IPv4 and UDP to port 4789, as a mirror session sends them. */
  private static final String MIRROR_SESSION =
      "450000580000400040110000010203040506070812b512b500440000";

  private Warmup() {}

  /**
   * Passes made-up packets along each route of tunnels like these.
   *
   * @param tap is shown them; one that is used for nothing else
   * @return how many were sent on or observed, which is {@code each} for every route if the path is
   *     sound
   */
  public static long run(Tunnels like, int each, @Nullable PacketTap tap) {
    Counters counters = new Counters();
    Worker worker = new Worker(counters, new OwnSenders((high, low) -> false), MAX_LENGTH, tap);
    Discard discard = new Discard(counters);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MAX_LENGTH);
      byte[] headers = HexFormat.of().parseHex(headers(like));
      for (Route route : tunnels(like).routes()) {
        Iterator<byte[]> frames = Collections.emptyIterator();
        for (int i = 0; i < each; i++) {
          if (!frames.hasNext()) {
            frames = WarmupFrames.conversation(i).iterator();
          }
          int length = put(headers, frames.next(), memory);
          worker.accept(route, discard, memory, 0, length, 0, SENDER, SENDER_PORT, i);
        }
      }
    }
    Totals totals = counters.totals(Map.of());
    return Totals.sum(totals.outPackets()) + Totals.sum(totals.observedPackets());
  }

  /**
   * Sends made-up packets round and round by real sockets on the loopback, through system calls as
   * a {@link Tier#BATCHES} lane makes them.
   *
   * @return how many went round
   * @throws IOException when there are no such sockets
   */
  public static long goRound(int packets) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Worker worker =
        new Worker(new Counters(), new OwnSenders((high, low) -> false), MAX_LENGTH, null);
    BatchPath path = new BatchPath(loopback, MAX_LENGTH, worker);
    try (Arena arena = Arena.ofConfined();
        UdpSocket socket = UdpSocket.open(loopback)) {
      socket.bind(loopback, 0);
      Treatment treatment = new InlineVxlan(VNI, VNI);
      Route.Exit exit = new Route.Exit(Tunnel.EXTERNAL, socket.port());
      Route route = new Route(Tunnel.EXTERNAL, socket.port(), exit, treatment);
      start(path, worker, route, arena.allocate(MAX_LENGTH));
      long round = 0;
      // Nothing is lost on the loopback, but a start must not depend on that
      for (int got = 1; got > 0 && round < packets; round += Math.max(0, got)) {
        got = path.receive(socket.fd(), route);
      }
      return round;
    } finally {
      path.close();
    }
  }

  private static void start(BatchPath path, Worker worker, Route route, MemorySegment memory) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    byte[] headers = HexFormat.of().parseHex(VXLAN);
    byte[] frame = WarmupFrames.conversation(0).getFirst();
    for (int i = 0; i < ROUND_TRIP; i++) {
      // Another flow, and one of a few lengths
      int length = put(headers, frame, memory) + i % 4 * 100;
      memory.set(ValueLayout.JAVA_BYTE, SOURCE_PORT, (byte) i);
      worker.accept(
          route,
          path.outlet(),
          memory,
          0,
          length,
          Addresses.high(loopback),
          Addresses.low(loopback),
          SENDER_PORT,
          i);
      path.outlet().flush();
    }
  }

  private static Tunnels tunnels(Tunnels like) {
    return switch (like) {
      case InlineTunnels inline ->
          new InlineTunnels(
              new TunnelSpec(VNI, inline.internal().port()),
              new TunnelSpec(VNI, inline.external().port()));
      case MirrorTunnel mirror ->
          new MirrorTunnel(
              mirror.encapsulation(),
              mirror.vni() == null ? null : VNI,
              mirror.port(),
              mirror.returned());
    };
  }

  private static String headers(Tunnels like) {
    boolean geneve =
        like instanceof MirrorTunnel mirror
            && mirror.encapsulation() == MirrorTunnel.Encapsulation.GENEVE;
    return geneve ? GENEVE + MIRROR_SESSION + VXLAN : VXLAN;
  }

  private static int put(byte[] headers, byte[] frame, MemorySegment memory) {
    MemorySegment.copy(headers, 0, memory, ValueLayout.JAVA_BYTE, 0, headers.length);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, headers.length, frame.length);
    return headers.length + frame.length;
  }

  private record Discard(Counters counters) implements Outlet {
    @Override
    public boolean send(
        Tunnel tunnel,
        MemorySegment memory,
        long at,
        int length,
        long toHigh,
        long toLow,
        int toPort,
        int flowHash) {
      counters.queued();
      counters.sent(tunnel, length);
      return true;
    }
  }
}
