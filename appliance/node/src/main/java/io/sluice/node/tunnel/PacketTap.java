package io.sluice.node.tunnel;

import io.sluice.packet.Decoder;

/**
 * Sees what one worker takes in. Called on the worker's thread: must neither block nor allocate.
 */
public interface PacketTap {
  /**
   * An accepted datagram's inner packet.
   *
   * @param nanos when it was received, since 1970
   */
  void packet(Decoder packet, long nanos);

  /** After each batch, and at least every few milliseconds without one. */
  void tick(long nanos);
}
