package io.sluice.node.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a datagram. Called by the event loop for every one: it must neither block
 * nor keep the datagram, and should not allocate.
 */
public interface Forwarder {

  /**
   * Makes the datagram ready to leave by the route's other tunnel, in place, and sets its flow
   * hash.
   *
   * @return null to send it on, or why it goes no further
   */
  @Nullable DropReason forward(Route route, Datagram datagram);
}
