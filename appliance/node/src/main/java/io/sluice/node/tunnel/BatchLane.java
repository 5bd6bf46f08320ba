package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.sluice.node.linux.Constants;
import io.sluice.node.linux.UdpSocket;
import io.sluice.node.log.Log;
import java.io.IOException;
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

  private final IoEventLoop loop;
  private final Uplink uplink;
  private final Worker worker;
  private final boolean sharing;
  private final BatchPath path;
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
    try {
      path = new BatchPath(uplink.address(), uplink.bufferLength(), worker);
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
    inlets.put(port, new BatchInlet(path, worker, socket));
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
    path.close();
  }
}
