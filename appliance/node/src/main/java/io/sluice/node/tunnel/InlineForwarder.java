package io.sluice.node.tunnel;

import io.sluice.packet.Ethernet;
import io.sluice.packet.FlowHash;
import io.sluice.packet.Layers;
import io.sluice.packet.Verdict;
import io.sluice.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * Bump in the wire: checks the VXLAN header, writes the other tunnel's, and leaves the inner frame
 * byte for byte. Inner packets may be broken (offloaded checksums, say): they pass, as through a
 * cable.
 */
public final class InlineForwarder implements Forwarder {
  private static final int MIN_LENGTH = Vxlan.HEADER_LENGTH + Ethernet.HEADER_LENGTH;

  private final Layers layers = new Layers();

  @Override
  public @Nullable DropReason forward(Route route, Datagram datagram) {
    if (datagram.length() < MIN_LENGTH) {
      return DropReason.SHORT_DATAGRAM;
    }
    if (Vxlan.check(datagram.memory(), datagram.offset(), datagram.length()) != Verdict.OK) {
      return DropReason.NOT_VXLAN;
    }
    if (Vxlan.vni(datagram.memory(), datagram.offset()) != route.vniIn()) {
      return DropReason.BAD_VNI;
    }
    layers.parse(
        datagram.memory(),
        datagram.offset() + Vxlan.HEADER_LENGTH,
        datagram.length() - Vxlan.HEADER_LENGTH);
    datagram.flowHash(FlowHash.of(datagram.memory(), layers));
    Vxlan.put(datagram.memory(), datagram.offset(), route.vniOut());
    return null;
  }
}
