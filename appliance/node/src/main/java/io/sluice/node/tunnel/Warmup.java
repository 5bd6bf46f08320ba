package io.sluice.node.tunnel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Runs the path of an appliance's tunnels over made-up packets, so that the first real ones do not
 * meet interpreted code: measured, a cold event loop that shares its core with the compiler loses
 * up to half of them. It has its own counters and touches no socket.
 */
public final class Warmup {
  /** Of every made-up packet. */
  private static final int VNI = 1;

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

  /** TCP over IPv4, TCP over IPv6, an ARP request. */
  private static final List<String> FRAMES =
      List.of(
          "123456789abc123456789abd0800450000280000400040060000010203040506"
              + "07080050c3500000000000000000500200000000000000",
          "123456789abc123456789abd86dd60000000001406402001"
              + "0db800000000000000000000000120010db80000000000000000000000020050c350"
              + "00000000000000005002000000000000",
          "ffffffffffff123456789abd08060001080006040001123456789abd0a000001"
              + "0000000000000a000002");

  private Warmup() {}

  /**
   * Passes made-up packets along each route of tunnels like these.
   *
   * @return how many were sent on or observed, which is {@code each} for every route if the path is
   *     sound
   */
  public static long run(Tunnels like, int each) {
    Counters counters = new Counters();
    Worker worker = new Worker(counters, new OwnSenders((high, low) -> false), 2_048, null);
    Discard discard = new Discard(counters);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(2_048);
      List<byte[]> datagrams = datagrams(like);
      for (Route route : tunnels(like).routes()) {
        for (int i = 0; i < each; i++) {
          byte[] datagram = datagrams.get(i % datagrams.size());
          MemorySegment.copy(datagram, 0, memory, ValueLayout.JAVA_BYTE, 0, datagram.length);
          worker.accept(route, discard, memory, 0, datagram.length, 0, SENDER, 10_800, i);
        }
      }
    }
    Totals totals = counters.totals(Map.of());
    return Totals.sum(totals.outPackets()) + Totals.sum(totals.observedPackets());
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

  private static List<byte[]> datagrams(Tunnels like) {
    boolean geneve =
        like instanceof MirrorTunnel mirror
            && mirror.encapsulation() == MirrorTunnel.Encapsulation.GENEVE;
    String headers = geneve ? GENEVE + MIRROR_SESSION + VXLAN : VXLAN;
    return FRAMES.stream().map(frame -> HexFormat.of().parseHex(headers + frame)).toList();
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
