package io.sluice.node.tunnel;

import io.sluice.packet.Decoder;

/**
 * Sees what one worker takes in. Called on the worker's thread: must neither block nor allocate.
 */
public interface PacketTap {
  /**
   * An accepted datagram's inner packet: its bytes stand at {@link Datagram#packet}, and are to be
   * left as they are.
   *
   * @param tunnel that it came by
   * @param packet what it is; fragments that have become whole may stand in memory of its own
   * @param nanos when it was received, since 1970
   */
  void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos);

  /** After each batch, and at least every few milliseconds without one. */
  void tick(long nanos);
}
