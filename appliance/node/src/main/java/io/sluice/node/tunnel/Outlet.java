package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;

/**
 * Where datagrams of one worker leave by. Whoever reads datagrams for a worker brings the outlet
 * that fits: sockets for what came from sockets, a ring of frames for what came from one. One
 * thread's own; must neither block for long nor allocate.
 *
 * <p>The outlet counts what becomes of each datagram that it took: {@link Counters#sent}, {@link
 * Counters#sendFailed} or {@link Counters#unsent}.
 */
public interface Outlet {

  /**
   * Takes a datagram to be sent, at the latest when its reader flushes this outlet. Datagrams of
   * one flow hash leave in the order they were taken in.
   *
   * @param tunnel to count it under
   * @param memory where it is. Its reader leaves these bytes alone until it has flushed, or, where
   *     it gives each datagram memory of its own, until the outlet is done with it
   * @param at the UDP payload's first byte in {@code memory}
   * @param length of the UDP payload, in bytes
   * @param toHigh address to send to, as {@link Addresses} has it
   * @param toPort UDP port to send to
   * @param flowHash the inner flow's hash; chooses the outer source port
   * @return false if there is no room: then nothing has been taken, and the worker counts it
   */
  boolean send(
      Tunnel tunnel,
      MemorySegment memory,
      long at,
      int length,
      long toHigh,
      long toLow,
      int toPort,
      int flowHash);
}
