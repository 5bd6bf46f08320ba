package io.sluice.packet.index;

import java.io.IOException;

/** Takes the packets that a search finds, in order. */
@FunctionalInterface
public interface PacketSink {
  /**
   * Takes a packet, which is gone when this returns.
   *
   * @return whether more are wanted
   * @throws IOException ends the search
   */
  boolean packet(FoundPacket packet) throws IOException;
}
