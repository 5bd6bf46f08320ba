package io.sluice.sandbox.fabric;

import java.nio.ByteBuffer;

/** The two hosts that talk to each other: they get what the fabric delivers. */
@FunctionalInterface
public interface FlowEnd {
  /**
   * A packet reached the server or the client. Called on a receiving thread of the fabric, from
   * which the answer may be sent at once; the buffer is only valid during the call.
   *
   * @param frame an Ethernet frame from position to limit
   * @return whether it is, byte for byte, a packet that was sent and not yet delivered
   */
  boolean delivered(Direction direction, ByteBuffer frame);
}
