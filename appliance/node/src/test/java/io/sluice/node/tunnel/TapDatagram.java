package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;

/** What taps are shown, for tests of other rooms: the packet's bytes without a tunnel's header. */
public final class TapDatagram {
  private TapDatagram() {}

  public static Datagram of(MemorySegment packet, int linkType, int networkId) {
    Datagram datagram = new Datagram();
    wrap(datagram, packet, linkType, networkId);
    return datagram;
  }

  public static void wrap(Datagram datagram, MemorySegment packet, int linkType, int networkId) {
    datagram.wrap(packet, 0, (int) packet.byteSize());
    datagram.packet(0, linkType, networkId);
  }
}
