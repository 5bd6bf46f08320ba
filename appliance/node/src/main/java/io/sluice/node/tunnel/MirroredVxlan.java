package io.sluice.node.tunnel;

import io.sluice.packet.LinkType;
import io.sluice.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * A mirror session's packets. A session may cut them down to a single byte, and their checksums may
 * be wrong because the source's card was to fill them in: neither is a reason to drop one.
 */
final class MirroredVxlan implements Treatment {
  /** The least that a session can be told to mirror of a packet. */
  static final int MIN_FRAME = 1;

  private final int vni;

  MirroredVxlan(int vni) {
    this.vni = vni;
  }

  @Override
  public @Nullable DropReason apply(Datagram datagram) {
    datagram.packet(datagram.offset() + Vxlan.HEADER_LENGTH, LinkType.ETHERNET, vni);
    return VxlanCheck.of(datagram.memory(), datagram.offset(), datagram.length(), MIN_FRAME, vni);
  }
}
