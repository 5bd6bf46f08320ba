package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs the forwarding path over made-up frames, so that the first real ones do not meet interpreted
 * code: measured, a cold event loop that shares its core with the compiler loses up to half of
 * them. It has its own counters and touches no socket.
 */
public final class Warmup {
  private static final Tunnels TUNNELS =
      new Tunnels(new TunnelSpec(1, 10_800), new TunnelSpec(1, 10_801));

  private static final int BATCH = 32;

  /** VXLAN with VNI 1, and TCP over IPv4, TCP over IPv6, an ARP request. */
  private static final List<byte[]> DATAGRAMS =
      List.of(
          HexFormat.of()
              .parseHex(
                  "0800000000000100123456789abc123456789abd0800450000280000400040060000010203040506"
                      + "07080050c3500000000000000000500200000000000000"),
          HexFormat.of()
              .parseHex(
                  "0800000000000100123456789abc123456789abd86dd60000000001406402001"
                      + "0db800000000000000000000000120010db80000000000000000000000020050c350"
                      + "00000000000000005002000000000000"),
          HexFormat.of()
              .parseHex(
                  "0800000000000100ffffffffffff123456789abd08060001080006040001123456789abd0a000001"
                      + "0000000000000a000002"));

  private Warmup() {}

  /**
   * Forwards datagrams in each direction.
   *
   * @return how many were forwarded, which is twice {@code each} if the path is sound
   */
  public static long run(int each) {
    Counters counters = new Counters();
    EmbeddedChannel sink = new EmbeddedChannel(new Discard());
    Egress egress = new Egress(List.of(sink), counters, sender -> false);
    Worker worker = new Worker(new InlineForwarder(), egress, counters, 2_048);
    InetSocketAddress gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_800);
    for (Tunnel tunnel : Tunnel.values()) {
      Route route = new Route(tunnel, TUNNELS);
      for (int i = 0; i < each; i++) {
        byte[] datagram = DATAGRAMS.get(i % DATAGRAMS.size());
        ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(256).writeBytes(datagram);
        worker.accept(route, new DatagramPacket(payload, gateway, gateway));
        if (i % BATCH == 0) {
          worker.batchDone();
        }
      }
    }
    worker.batchDone();
    sink.finishAndReleaseAll();
    return Totals.sum(counters.totals(KernelDrops.ofThisMachine().totals()).outPackets());
  }

  private static final class Discard extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    }
  }
}
