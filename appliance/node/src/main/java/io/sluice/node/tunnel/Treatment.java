package io.sluice.node.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * What is done with each datagram of a route. Called by a worker for every one: it must neither
 * block nor keep the datagram, and should not allocate.
 */
public interface Treatment {

  /**
   * Checks the datagram, says where the packet inside starts ({@link Datagram#packet}), and, where
   * the route has an exit, makes the datagram ready to leave, in place.
   *
   * @return null when all is well, or why it goes no further
   */
  @Nullable DropReason apply(Datagram datagram);
}
