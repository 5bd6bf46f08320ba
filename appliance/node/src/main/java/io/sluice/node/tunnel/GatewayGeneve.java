package io.sluice.node.tunnel;

import io.sluice.packet.FlowHash;
import io.sluice.packet.Geneve;
import io.sluice.packet.Layers;
import io.sluice.packet.Ports;
import io.sluice.packet.Udp;
import io.sluice.packet.Verdict;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway load balancer sends: an IP packet in GENEVE, whose options name the endpoint and
 * the flow. Nothing is written, so that what goes back has every option and the flow's cookie as
 * they came.
 */
final class GatewayGeneve implements Treatment {
  /** Whatever the load balancer sends will do. */
  private static final int ANY = -1;

  /** IANA's port of VXLAN, which mirror sessions always send to. */
  private static final int VXLAN_PORT = 4789;

  private final Layers layers = new Layers();
  private final int vni;

  /**
   * @param vni of a mirror session, whose packets are VXLAN inside; null for any packets
   */
  GatewayGeneve(@Nullable Integer vni) {
    this.vni = vni == null ? ANY : vni;
  }

  @Override
  public @Nullable DropReason apply(Datagram datagram) {
    MemorySegment memory = datagram.memory();
    long at = datagram.offset();
    DropReason reason = header(memory, at, datagram.length());
    if (reason != null) {
      return reason;
    }
    long inner = at + Geneve.headerLength(memory, at);
    long end = at + datagram.length();
    int type = Geneve.protocolType(memory, at);
    Verdict verdict =
        type == Geneve.TYPE_ETHERNET
            ? layers.parse(memory, inner, end - inner)
            : layers.parsePacket(memory, inner, end - inner, type);
    datagram.flowHash(FlowHash.of(memory, layers));
    return vni == ANY ? null : mirrored(memory, verdict, end);
  }

  /** RFC 8926 says of each of these that the receiver drops it. */
  private static @Nullable DropReason header(MemorySegment memory, long at, int length) {
    Verdict verdict = Geneve.check(memory, at, length);
    if (verdict == Verdict.TRUNCATED) {
      return DropReason.SHORT_DATAGRAM;
    }
    if (verdict != Verdict.OK) {
      return DropReason.NOT_GENEVE;
    }
    if (Geneve.isControl(memory, at)) {
      return DropReason.CONTROL_PACKET;
    }
    // No option that we know is critical
    return Geneve.hasCriticalOption(memory, at) ? DropReason.CRITICAL_OPTION : null;
  }

  private @Nullable DropReason mirrored(MemorySegment memory, Verdict verdict, long end) {
    long udp = layers.transport();
    if (verdict != Verdict.OK
        || udp == Layers.NONE
        || layers.protocol() != Ports.UDP
        || Ports.destination(memory, udp) != VXLAN_PORT) {
      return DropReason.NOT_MIRRORED;
    }
    long vxlan = udp + Udp.HEADER_LENGTH;
    return VxlanCheck.of(memory, vxlan, end - vxlan, MirroredVxlan.MIN_FRAME, vni);
  }
}
