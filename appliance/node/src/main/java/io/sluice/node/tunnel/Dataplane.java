package io.sluice.node.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * An appliance's tunnels, bound and served. Its methods may be called from any thread but the event
 * loop's.
 */
public final class Dataplane implements AutoCloseable {
  private static final int SENDERS = 8;

  private final Transport transport;
  private final Uplink uplink;
  private final EventLoopGroup loop;
  private final Counters counters = new Counters();
  private final KernelDrops kernelDrops = KernelDrops.ofThisMachine();
  private final Worker worker;
  private final Egress egress;
  private final Map<Integer, Receiver> receivers = new HashMap<>();
  private Tunnels tunnels;
  private Totals last = counters.totals(kernelDrops.totals());

  private record Receiver(Channel channel, TunnelHandler handler, Tunnel tunnel) {}

  /**
   * Binds the tunnels' ports and starts to serve them.
   *
   * @throws IOException when a port cannot be bound; its message is a whole clause
   */
  public Dataplane(Transport transport, InetAddress address, Tunnels tunnels) throws IOException {
    this.transport = transport;
    this.uplink = Uplink.of(address);
    this.loop = transport.loop();
    this.tunnels = tunnels;
    try {
      List<Channel> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(bind(transport.sender(loop, address, new ChannelInboundHandlerAdapter()), 0));
      }
      egress = new Egress(senders, counters, uplink::isOurs);
      worker = new Worker(egress, counters, uplink.bufferLength());
      receive(tunnels);
    } catch (IOException e) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      throw e;
    }
  }

  private Channel bind(io.netty.bootstrap.Bootstrap bootstrap, int port) throws IOException {
    var bound = bootstrap.bind(uplink.address(), port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "UDP port %d on %s cannot be bound: %s"
              .formatted(port, uplink.address().getHostAddress(), bound.cause().getMessage()),
          bound.cause());
    }
    return bound.channel();
  }

  /**
   * Changes to other tunnels while traffic flows: ports that stay keep their sockets, new ones are
   * bound before old ones are closed.
   *
   * @throws IOException when a new port cannot be bound, or this is closed; then nothing has
   *     changed
   */
  public synchronized void change(Tunnels next) throws IOException {
    if (loop.isShuttingDown()) {
      throw new IOException("the tunnels are closed already");
    }
    if (!next.equals(tunnels)) {
      receive(next);
      tunnels = next;
    }
  }

  private void receive(Tunnels next) throws IOException {
    Map<Integer, Receiver> fresh = new HashMap<>();
    List<Route> routes = next.routes();
    for (Route route : routes) {
      int port = route.port();
      if (!receivers.containsKey(port)) {
        try {
          TunnelHandler handler = new TunnelHandler(worker, route);
          Channel channel =
              bind(
                  transport.receiver(loop, uplink.address(), uplink.bufferLength(), handler), port);
          fresh.put(port, new Receiver(channel, handler, route.in()));
        } catch (IOException e) {
          fresh.values().forEach(receiver -> receiver.channel().close().awaitUninterruptibly());
          throw e;
        }
      }
    }
    readKernelDrops();
    for (Route route : routes) {
      Receiver kept = receivers.remove(route.port());
      if (kept != null) {
        onLoop(
            () -> {
              kept.handler().route(route);
              return true;
            });
        fresh.put(route.port(), new Receiver(kept.channel(), kept.handler(), route.in()));
      }
    }
    for (Receiver old : receivers.values()) {
      old.channel().close().awaitUninterruptibly();
      kernelDrops.forget((InetSocketAddress) old.channel().localAddress());
    }
    receivers.clear();
    receivers.putAll(fresh);
  }

  private void readKernelDrops() {
    Map<InetSocketAddress, Tunnel> sockets = new HashMap<>();
    receivers.forEach(
        (port, receiver) ->
            sockets.put(new InetSocketAddress(uplink.address(), port), receiver.tunnel()));
    kernelDrops.read(sockets);
  }

  /** The tunnels whose ports are bound and whose datagrams are served. */
  public synchronized Tunnels tunnels() {
    return tunnels;
  }

  public Transport transport() {
    return transport;
  }

  /** The longest UDP payload that is taken, in bytes. */
  public int maxDatagram() {
    return uplink.bufferLength() - 1;
  }

  /** Totals up to now; after {@link #close()} the last ones. */
  public synchronized Totals totals() {
    if (!loop.isShuttingDown()) {
      readKernelDrops();
      last = onLoop(() -> counters.totals(kernelDrops.totals()));
    }
    return last;
  }

  private <T> T onLoop(Callable<T> task) {
    Future<T> result = loop.next().submit(task).awaitUninterruptibly();
    if (!result.isSuccess()) {
      throw new IllegalStateException("The event loop refused a task", result.cause());
    }
    return result.getNow();
  }

  /** Stops receiving, lets queued datagrams leave for a moment, then stops sending. */
  @Override
  public synchronized void close() {
    if (loop.isShuttingDown()) {
      return;
    }
    readKernelDrops();
    receivers.values().forEach(receiver -> receiver.channel().close().awaitUninterruptibly());
    for (int i = 0; i < 100 && onLoop(counters::queue) > 0; i++) {
      sleep();
    }
    last = onLoop(() -> counters.totals(kernelDrops.totals()));
    egress.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static void sleep() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
