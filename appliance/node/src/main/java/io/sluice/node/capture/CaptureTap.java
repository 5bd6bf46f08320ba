package io.sluice.node.capture;

import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import org.jspecify.annotations.Nullable;

/** One worker's way into the capture: copies the packets that are wanted into its ring. */
public final class CaptureTap implements PacketTap {
  private final PacketRing ring;
  private volatile @Nullable Wanted wanted;

  /** What a worker is to keep; its filter is that worker's own. */
  private record Wanted(CaptureFilter filter, int slice) {}

  CaptureTap(PacketRing ring) {
    this.ring = ring;
  }

  PacketRing ring() {
    return ring;
  }

  /**
   * From now on keeps what passes this filter. From any thread but the worker's.
   *
   * @param slice bytes at most of each packet
   */
  void want(CaptureFilter filter, int slice) {
    ring.open();
    wanted = new Wanted(filter.another(), slice);
  }

  /** From now on keeps nothing. */
  void wantNothing() {
    wanted = null;
  }

  @Override
  public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
    Wanted now = wanted;
    if (now == null) {
      return;
    }
    int length = datagram.packetLength();
    int link = datagram.linkType();
    int vni = datagram.networkId();
    if (!now.filter().matches(datagram.memory(), datagram.packet(), length, link, vni)) {
      ring.count(PacketRing.Count.UNWANTED, 1);
      return;
    }
    ring.put(
        datagram.memory(),
        datagram.packet(),
        Math.min(length, now.slice()),
        length,
        Interface.key(tunnel, vni, link),
        Interface.direction(tunnel),
        nanos);
  }

  @Override
  public void tick(long nanos) {
    ring.seen(nanos);
  }
}
