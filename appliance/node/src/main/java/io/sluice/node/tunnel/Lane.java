package io.sluice.node.tunnel;

import java.io.IOException;
import java.util.Map;

/**
 * One worker's sockets. Every lane binds the same ports, and the kernel deals datagrams out among
 * them. Unless it says otherwise, a method is called by one thread at a time that is not the event
 * loop.
 */
interface Lane {

  /**
   * Binds a port; its datagrams wait until {@link #serve}.
   *
   * @throws IOException when it cannot be bound; its message is a whole clause
   */
  void bind(int port) throws IOException;

  /** Says by which rule the kernel deals out a port's datagrams; all lanes have bound it. */
  void steer(int port, Steering steering);

  /** From now on treats the datagrams of a bound port by this route. On the event loop. */
  void serve(Route route);

  /** Closes a port's socket, if there is one; what it had received has been handled then. */
  void unbind(int port);

  /**
   * Datagrams that the kernel dropped before they could be read, those of closed ports included.
   */
  Map<Tunnel, Long> kernelDrops();

  /** Receives nothing more, lets queued datagrams leave for a moment, then closes every socket. */
  void close();
}
