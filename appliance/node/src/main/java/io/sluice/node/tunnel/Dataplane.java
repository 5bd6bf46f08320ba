package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An appliance's tunnels, bound and served. Its methods may be called from any thread but its event
 * loops'.
 */
public final class Dataplane implements AutoCloseable {
  private final Uplink uplink;
  private final IoEventLoopGroup loops;
  private final List<Crew> crews = new ArrayList<>();
  private final String description;
  private final @Nullable FastPath fastPath;
  private final Set<Integer> ports = new HashSet<>();
  private Tunnels tunnels;
  private Totals last;

  /**
   * Binds the tunnels' ports and starts to serve them.
   *
   * @throws IOException when a port cannot be bound; its message is a whole clause
   */
  public Dataplane(DataplaneSettings settings, InetAddress address, Tunnels tunnels)
      throws IOException {
    this.uplink = Uplink.of(address);
    this.tunnels = tunnels;
    Tier tier = settings.tier();
    int workers = tier.workers(settings.workers());
    loops =
        new MultiThreadIoEventLoopGroup(
            workers, new DefaultThreadFactory("tunnel", true), tier.loops());
    OwnSenders ownSenders = new OwnSenders(uplink::isOurs);
    try {
      for (int i = 0; i < workers; i++) {
        PacketTap tap = settings.taps() == null ? null : settings.taps().get();
        Worker worker = new Worker(new Counters(), ownSenders, uplink.bufferLength(), tap);
        IoEventLoop loop = loops.next();
        crews.add(new Crew(loop, worker, tier.lane(loop, uplink, worker, workers > 1)));
      }
      bind(tunnels);
    } catch (IOException e) {
      crews.forEach(crew -> crew.lane().close());
      shutDown();
      throw e;
    }
    FastPathChoice choice = FastPathChoice.of(settings.fastPath(), uplink, crews);
    fastPath = choice.path();
    description = choice.describe(tier);
    serve(tunnels);
    crews.forEach(Crew::startTicking);
    last = read();
  }

  /**
   * Changes to other tunnels while traffic flows: ports that stay keep their sockets, new ones are
   * bound before old ones are closed.
   *
   * @throws IOException when a new port cannot be bound, or this is closed; then nothing has
   *     changed
   */
  public synchronized void change(Tunnels next) throws IOException {
    if (loops.isShuttingDown()) {
      throw new IOException("the tunnels are closed already");
    }
    if (!next.equals(tunnels)) {
      bind(next);
      serve(next);
      tunnels = next;
    }
  }

  /** Binds the ports that are new, all or none. */
  private void bind(Tunnels next) throws IOException {
    Set<Integer> fresh = new HashSet<>();
    try {
      for (int port : ports(next)) {
        if (!ports.contains(port)) {
          fresh.add(port);
          bind(port);
        }
      }
    } catch (IOException e) {
      fresh.forEach(this::unbind);
      throw e;
    }
    ports.addAll(fresh);
  }

  /** In the order of the workers: by it the kernel finds the worker of a flow. */
  private void bind(int port) throws IOException {
    uplink.checkFree(port);
    for (Crew crew : crews) {
      crew.lane().bind(port);
    }
  }

  /** The last one first: the kernel gives the index of one that closes to the last. */
  private void unbind(int port) {
    crews.reversed().forEach(crew -> crew.lane().unbind(port));
  }

  /** Routes datagrams of the bound ports, and closes the ports that are none of these. */
  private void serve(Tunnels next) {
    Steering steering = next.steering(crews.size());
    ports(next).forEach(port -> crews.getFirst().lane().steer(port, steering));
    for (int i = 0; i < crews.size(); i++) {
      int index = i;
      Crew crew = crews.get(i);
      // Made anew for each worker: treatments are one event loop's own
      List<Route> routes = next.routes();
      crew.onLoop(
          () -> {
            routes.forEach(crew.lane()::serve);
            if (fastPath != null) {
              fastPath.serve(index, routes, steering);
            }
            return true;
          });
    }
    Set<Integer> old = new HashSet<>(ports);
    old.removeAll(ports(next));
    old.forEach(this::unbind);
    ports.removeAll(old);
  }

  private static Set<Integer> ports(Tunnels tunnels) {
    return tunnels.routes().stream()
        .map(Route::port)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The tunnels whose ports are bound and whose datagrams are served. */
  public synchronized Tunnels tunnels() {
    return tunnels;
  }

  /** In which way datagrams come and go, and why not in a faster one: for status and log. */
  public String description() {
    return description;
  }

  /** How many event loops share the work. */
  public int workers() {
    return crews.size();
  }

  /** The longest UDP payload that is taken, in bytes. */
  public int maxDatagram() {
    return uplink.bufferLength() - 1;
  }

  /** Totals up to now; after {@link #close()} the last ones. */
  public synchronized Totals totals() {
    if (!loops.isShuttingDown()) {
      last = read();
    }
    return last;
  }

  private Totals read() {
    Totals totals = crews.stream().map(Crew::totals).reduce(Totals::plus).orElseThrow();
    return fastPath == null ? totals : totals.plusKernelDrops(fastPath.kernelDrops());
  }

  /** Stops receiving, lets queued datagrams leave for a moment, then stops sending. */
  @Override
  public synchronized void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    if (fastPath != null) {
      fastPath.close();
    }
    crews.forEach(crew -> crew.lane().close());
    last = read();
    shutDown();
  }

  private void shutDown() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
