package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The end of a receiving channel's pipeline. Its route may change while it runs. */
final class NettyInlet extends ChannelInboundHandlerAdapter {
  private final Worker worker;
  private final NettyOutlet outlet;
  private final WallClock clock = new WallClock();
  private volatile @Nullable Route route;

  NettyInlet(Worker worker, NettyOutlet outlet) {
    this.worker = worker;
    this.outlet = outlet;
  }

  /** Only from the event loop. */
  void serve(Route next) {
    route = next;
  }

  /** The one that it serves now, if any; from any thread. */
  @Nullable Tunnel tunnel() {
    Route now = route;
    return now == null ? null : now.in();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    ByteBuf payload = packet.content();
    InetAddress sender = packet.sender().getAddress();
    Route now = route;
    if (now == null) {
      throw new IllegalStateException("A socket reads before it serves");
    }
    outlet.current(payload);
    worker.accept(
        now,
        outlet,
        MemorySegment.ofBuffer(payload.nioBuffer()),
        0,
        payload.readableBytes(),
        Addresses.high(sender),
        Addresses.low(sender),
        packet.sender().getPort(),
        clock.nanos());
    packet.release();
  }

  /** One flush for the whole batch. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    outlet.flush();
    worker.tick(clock.nanos());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    worker.error(cause);
  }
}
