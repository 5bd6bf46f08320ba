package io.sluice.node.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * What is done with each datagram of a route. Called by the event loop for every one: it must
 * neither block nor keep the datagram, and should not allocate.
 */
public interface Treatment {

  /**
   * Checks the datagram; where the route has an exit, also makes it ready to leave, in place, and
   * sets its flow hash.
   *
   * @return null when all is well, or why it goes no further
   */
  @Nullable DropReason apply(Datagram datagram);
}
