package io.sluice.node.tunnel;

import io.sluice.packet.Ethernet;
import io.sluice.packet.LinkType;
import io.sluice.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * Bump in the wire: checks the VXLAN header, writes the other tunnel's, and leaves the inner frame
 * byte for byte. Inner packets may be broken (offloaded checksums, say): they pass, as through a
 * cable.
 */
final class InlineVxlan implements Treatment {
  private final int vniIn;
  private final int vniOut;

  InlineVxlan(int vniIn, int vniOut) {
    this.vniIn = vniIn;
    this.vniOut = vniOut;
  }

  @Override
  public @Nullable DropReason apply(Datagram datagram) {
    DropReason reason =
        VxlanCheck.of(
            datagram.memory(), datagram.offset(), datagram.length(), Ethernet.HEADER_LENGTH, vniIn);
    if (reason != null) {
      return reason;
    }
    datagram.packet(datagram.offset() + Vxlan.HEADER_LENGTH, LinkType.ETHERNET, vniIn);
    Vxlan.put(datagram.memory(), datagram.offset(), vniOut);
    return null;
  }
}
