package io.sluice.node.tunnel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** The end of a receiving socket's pipeline. Its route may change while it runs. */
final class TunnelHandler extends ChannelInboundHandlerAdapter {
  private final Worker worker;
  private Route route;

  TunnelHandler(Worker worker, Route route) {
    this.worker = worker;
    this.route = route;
  }

  /** Only from the event loop. */
  void route(Route next) {
    route = next;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    worker.accept(route, (DatagramPacket) message);
  }

  /** One flush for the whole batch that recvmmsg brought, so that sendmmsg takes it at once. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    worker.batchDone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    worker.error(cause);
  }
}
