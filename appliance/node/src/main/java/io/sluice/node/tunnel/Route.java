package io.sluice.node.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * How the datagrams of one socket go.
 *
 * @param in the tunnel that they come by
 * @param port UDP port of the socket
 * @param exit where they go on to; null when they end here, observed
 * @param treatment what is done with each
 */
public record Route(Tunnel in, int port, @Nullable Exit exit, Treatment treatment) {

  /**
   * Back to whoever sent the datagram, by this tunnel.
   *
   * @param port on which the sender receives, UDP
   */
  public record Exit(Tunnel tunnel, int port) {}
}
