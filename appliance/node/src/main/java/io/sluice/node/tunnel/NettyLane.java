package io.sluice.node.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sockets that are Netty channels, and every datagram an object: where nothing better works. */
final class NettyLane implements Lane {
  private static final int SENDERS = 8;

  private final EventLoop loop;
  private final Uplink uplink;
  private final Worker worker;
  private final NettyOutlet outlet;
  private final KernelDrops kernelDrops = KernelDrops.ofThisMachine();
  private final Map<Integer, Receiver> receivers = new HashMap<>();

  private record Receiver(Channel channel, NettyInlet inlet) {}

  /**
   * @throws IOException when there are no sockets to send by; its message is a whole clause
   */
  NettyLane(EventLoop loop, Uplink uplink, Worker worker) throws IOException {
    this.loop = loop;
    this.uplink = uplink;
    this.worker = worker;
    List<Channel> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      var handler = new ChannelInboundHandlerAdapter();
      senders.add(bind(NettyChannels.sender(loop, uplink.address(), handler), 0));
    }
    outlet = new NettyOutlet(senders, worker.counters(), worker.ownSenders());
  }

  private Channel bind(Bootstrap bootstrap, int port) throws IOException {
    var bound = bootstrap.bind(uplink.address(), port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(uplink.unbound(port, bound.cause().getMessage()), bound.cause());
    }
    return bound.channel();
  }

  @Override
  public void bind(int port) throws IOException {
    NettyInlet inlet = new NettyInlet(worker, outlet);
    Bootstrap receiver =
        NettyChannels.receiver(loop, uplink.address(), uplink.bufferLength(), inlet);
    receivers.put(port, new Receiver(bind(receiver, port), inlet));
  }

  /** There is one lane of this kind: nothing to deal out. */
  @Override
  public void steer(int port, Steering steering) {}

  @Override
  public void serve(Route route) {
    Receiver receiver = receivers.get(route.port());
    if (receiver != null) {
      receiver.inlet().serve(route);
      receiver.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void unbind(int port) {
    Receiver old = receivers.remove(port);
    if (old != null) {
      readKernelDrops();
      old.channel().close().awaitUninterruptibly();
      kernelDrops.forget((InetSocketAddress) old.channel().localAddress());
    }
  }

  @Override
  public Map<Tunnel, Long> kernelDrops() {
    readKernelDrops();
    return kernelDrops.totals();
  }

  private void readKernelDrops() {
    Map<InetSocketAddress, Tunnel> sockets = new HashMap<>();
    for (Receiver receiver : receivers.values()) {
      Tunnel tunnel = receiver.inlet().tunnel();
      if (tunnel != null) {
        sockets.put((InetSocketAddress) receiver.channel().localAddress(), tunnel);
      }
    }
    kernelDrops.read(sockets);
  }

  @Override
  public void close() {
    List.copyOf(receivers.keySet()).forEach(this::unbind);
    for (int i = 0; i < 100 && queued() > 0; i++) {
      sleep();
    }
    outlet.close();
  }

  private long queued() {
    return loop.submit(() -> worker.counters().queue()).awaitUninterruptibly().getNow();
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
