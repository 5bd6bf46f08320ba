package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;

/** Received datagrams as taps are shown them, for tests of other rooms. */
public final class Wrapped {
  private Wrapped() {}

  /** One that is nothing but the packet inside. */
  public static Datagram packet(MemorySegment memory, int length, int linkType, int networkId) {
    return packet(new Datagram(), memory, length, linkType, networkId);
  }

  /** The same with a datagram that is used again. */
  public static Datagram packet(
      Datagram datagram, MemorySegment memory, int length, int linkType, int networkId) {
    datagram.wrap(memory, 0, length);
    datagram.packet(0, linkType, networkId);
    return datagram;
  }
}
