package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.sluice.node.linux.Constants;
import io.sluice.node.linux.Sockets;
import io.sluice.node.linux.UdpSocket;
import io.sluice.node.log.Log;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sockets that move batches by recvmmsg and sendmmsg, past Netty's channels and without an object
 * for a datagram, but on its event loop.
 */
final class BatchLane implements Lane {
  private static final Log LOG = Log.of(BatchLane.class);

  /** The kernel caps it at net.core.rmem_max for those who may not force it. */
  private static final int RECEIVE_BUFFER = 16 << 20;

  private static final int MAX_BATCH = 256;

  /** What a batch may take of a core's own cache. */
  private static final int MAX_BATCH_BYTES = 600 << 10;

  private final IoEventLoop loop;
  private final Uplink uplink;
  private final Worker worker;
  private final Sockets calls = new Sockets();
  private final boolean sharing;
  private final ReceiveBatch batch;
  private final BatchOutlet outlet;
  private final WallClock clock = new WallClock();
  private final Map<Integer, BatchInlet> inlets = new ConcurrentHashMap<>();
  private final Tally<Tunnel> closedDrops = new Tally<>(Tunnel.class);

  /**
   * @param sharing whether other lanes bind the same ports
   * @throws IOException when there are no sockets to send by; its message is a whole clause
   */
  BatchLane(IoEventLoop loop, Uplink uplink, Worker worker, boolean sharing) throws IOException {
    this.sharing = sharing;
    this.loop = loop;
    this.uplink = uplink;
    this.worker = worker;
    int capacity = Math.clamp(MAX_BATCH_BYTES / uplink.bufferLength(), 32, MAX_BATCH);
    boolean six = uplink.address() instanceof Inet6Address;
    batch = new ReceiveBatch(capacity, uplink.bufferLength(), six);
    try {
      Peers peers = new Peers(uplink.address(), worker.ownSenders());
      outlet = new BatchOutlet(calls, worker.counters(), peers, capacity);
    } catch (IOException e) {
      throw new IOException(uplink.unbound(0, e.getMessage()), e);
    }
  }

  @Override
  public void bind(int port) throws IOException {
    UdpSocket socket = null;
    try {
      socket = UdpSocket.open(uplink.address());
      socket.buffer(Constants.SO_RCVBUF, Constants.SO_RCVBUFFORCE, RECEIVE_BUFFER);
      if (sharing) {
        socket.set(Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
      }
      socket.bind(uplink.address(), port);
    } catch (IOException e) {
      if (socket != null) {
        socket.close();
      }
      throw new IOException(uplink.unbound(port, e.getMessage()), e);
    }
    inlets.put(port, new BatchInlet(this, socket));
  }

  @Override
  public void steer(int port, Steering steering) {
    BatchInlet inlet = inlets.get(port);
    if (inlet == null || steering.workers() == 1) {
      return;
    }
    try {
      inlet.socket().steer(SteeringProgram.of(steering));
    } catch (IOException e) {
      LOG.warn(
          "The kernel deals datagrams out by its own rule, so directions of a flow may part",
          "port",
          port,
          "reason",
          e.getMessage());
    }
  }

  @Override
  public void serve(Route route) {
    BatchInlet inlet = inlets.get(route.port());
    if (inlet != null) {
      inlet.serve(route, loop);
    }
  }

  /** One batch of a socket's datagrams; how many there were, or minus the errno. */
  int receive(int fd, Route route) {
    int count = batch.receive(calls, fd);
    if (count <= 0) {
      return count;
    }
    long nanos = clock.nanos();
    MemorySegment data = batch.data();
    for (int i = 0; i < count; i++) {
      worker.accept(
          route,
          outlet,
          data,
          batch.at(i),
          batch.length(i),
          batch.high(i),
          batch.low(i),
          batch.port(i),
          nanos);
    }
    outlet.flush();
    worker.tick(nanos);
    return count;
  }

  /** How many datagrams a full batch has. */
  int batch() {
    return batch.capacity();
  }

  void failed(Throwable cause) {
    worker.error(cause);
  }

  @Override
  public void unbind(int port) {
    BatchInlet inlet = inlets.remove(port);
    if (inlet != null) {
      loop.submit(
              () -> {
                inlet.drain();
                Route route = inlet.route();
                if (route != null) {
                  closedDrops.add(route.in(), inlet.socket().drops());
                }
                inlet.close();
              })
          .awaitUninterruptibly();
    }
  }

  @Override
  public Map<Tunnel, Long> kernelDrops() {
    Map<Tunnel, Long> drops = new EnumMap<>(closedDrops.values());
    for (BatchInlet inlet : inlets.values()) {
      Route route = inlet.route();
      if (route != null) {
        drops.merge(route.in(), inlet.socket().drops(), Long::sum);
      }
    }
    return drops;
  }

  @Override
  public void close() {
    List.copyOf(inlets.keySet()).forEach(this::unbind);
    outlet.close();
  }
}
