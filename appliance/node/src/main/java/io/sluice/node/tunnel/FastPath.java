package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * A way for datagrams that is faster than sockets, such as AF_XDP. The sockets stay bound beside it
 * and serve whatever it lets through. Its methods are called by one thread at a time, unless they
 * say otherwise.
 */
public interface FastPath extends AutoCloseable {

  /** Opens a fast path where that is possible. */
  interface Opener {
    /**
     * @param address that the tunnels' sockets bind
     * @param workers how many event loops there are
     * @param maxDatagram the longest UDP payload that sockets would take, in bytes
     * @throws IOException when this machine does not allow it; its message is a whole clause that
     *     says why, for status and log. Then sockets alone serve
     */
    FastPath open(InetAddress address, int workers, int maxDatagram) throws IOException;
  }

  /** What it is, for status and log, e.g. {@code AF_XDP copy mode on eth0}. */
  String description();

  /**
   * Readies what one worker will do. Called once for each worker, before any of {@link #serve}.
   *
   * @param loop that the worker is bound to: register {@link io.netty.channel.IoHandle}s here, and
   *     call {@code worker} from it only
   * @param worker decides about each datagram and counts it
   */
  void start(int index, IoEventLoop loop, Worker worker);

  /**
   * From now on takes the datagrams of these routes' ports, and no other. Called on the worker's
   * event loop, for each worker, at the start and whenever tunnels change.
   *
   * @param routes the worker's own, one for each port
   * @param steering which worker each datagram belongs to
   */
  void serve(int index, List<Route> routes, Steering steering);

  /**
   * Datagrams dropped so far before they could be read, by tunnel; may be called from any thread.
   */
  Map<Tunnel, Long> kernelDrops();

  /** Takes no more datagrams; what was taken is counted when this returns. */
  @Override
  void close();
}
