package io.sluice.node.xdp;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.sluice.node.log.Log;
import io.sluice.node.tunnel.FastPath;
import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Steering;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tunnels by AF_XDP on one interface, the one that the tunnels' address belongs to.
 *
 * <p>Which worker a frame goes to, the program decides, by the same rule as for the sockets. What
 * needs fragments to be put together, is larger than a frame of memory (3840 bytes, Ethernet
 * included), or comes by another interface, goes to the portable sockets as without this path.
 */
public final class XdpPath implements FastPath {
  private static final Log LOG = Log.of(XdpPath.class);

  private static final int SMALL = 2048;
  private static final int LARGE = 4096;

  /** How long to wait when closing for frames to be sent: half a second. */
  private static final int CLOSING_ROUNDS = 100;

  private static final int PAUSE_MILLIS = 5;

  private final Card card;
  private final Attachment attachment;
  private final List<QueueSockets> queues = new ArrayList<>();
  private final List<XdpWorker> workers = new ArrayList<>();
  private @Nullable Served served;
  private Map<Tunnel, Long> last = Map.of();
  private boolean closed;

  /** What the program was made for. */
  private record Served(List<Integer> ports, Steering steering) {}

  /** As {@link io.sluice.node.tunnel.FastPath.Opener} has it. */
  public static FastPath open(InetAddress address, int workers, int maxDatagram)
      throws IOException {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      throw new IOException("AF_XDP is Linux's");
    }
    if (!Epoll.isAvailable()) {
      throw new IOException("native epoll, which AF_XDP sockets are watched by, cannot be loaded");
    }
    return new XdpPath(Card.of(address), workers);
  }

  private XdpPath(Card card, int workerCount) throws IOException {
    this.card = card;
    boolean small = card.mtu() + Outer.ETHERNET_LENGTH <= SMALL - FrameMemory.HEADROOM;
    int frameBytes = small ? SMALL : LARGE;
    attachment = new Attachment(card, workerCount, frameBytes - FrameMemory.HEADROOM);
    try {
      for (int queue = 0; queue < card.queues(); queue++) {
        queues.add(new QueueSockets(card, queue, workerCount, frameBytes, attachment));
      }
    } catch (IOException e) {
      attachment.close();
      queues.forEach(QueueSockets::close);
      throw e;
    }
  }

  @Override
  public String description() {
    boolean zeroCopy = queues.stream().allMatch(QueueSockets::isZeroCopy);
    return "AF_XDP on %s, %d queue%s, %s, %s"
        .formatted(
            card.name(),
            queues.size(),
            queues.size() == 1 ? "" : "s",
            attachment.mode() == Bpf.Mode.NATIVE ? "XDP in the driver" : "generic XDP",
            zeroCopy ? "zero-copy" : "copy mode");
  }

  @Override
  public void start(int index, IoEventLoop loop, Worker worker) {
    if (index != workers.size()) {
      throw new IllegalArgumentException("worker " + index + " starts out of turn");
    }
    workers.add(new XdpWorker(index, loop, worker, queues));
  }

  /** The program takes a new port only once each worker knows of it. */
  @Override
  public void serve(int index, List<Route> routes, Steering steering) {
    workers.get(index).serve(routes);
    if (index < workers.size() - 1) {
      return;
    }
    Served next =
        new Served(List.copyOf(new TreeSet<>(routes.stream().map(Route::port).toList())), steering);
    if (!next.equals(served)) {
      try {
        attachment.take(next.ports(), steering);
        served = next;
      } catch (IOException e) {
        // The sockets serve the new ports
        LOG.warn("The fast path keeps the ports it had", "reason", e.getMessage());
      }
    }
  }

  /** AF_XDP does not tell whose datagrams it lost: all are counted under the first tunnel. */
  @Override
  public synchronized Map<Tunnel, Long> kernelDrops() {
    if (!closed) {
      Map<Tunnel, Long> drops = new EnumMap<>(Tunnel.class);
      workers.forEach(worker -> worker.addDrops(drops));
      last = drops;
    }
    return last;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    attachment.close();
    long left = drain();
    for (int round = 0; round < CLOSING_ROUNDS && left > 0; round++) {
      pause();
      left = drain();
    }
    workers.forEach(XdpWorker::stop);
    synchronized (this) {
      kernelDrops();
      closed = true;
      queues.forEach(QueueSockets::close);
    }
  }

  private long drain() {
    return workers.stream().mapToLong(XdpWorker::drain).sum();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
