package io.sluice.node.tunnel;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Geneve;
import io.sluice.packet.Layers;
import io.sluice.packet.LinkType;
import io.sluice.packet.Ports;
import io.sluice.packet.Udp;
import io.sluice.packet.Verdict;
import io.sluice.packet.Vxlan;
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

  /** A LINKTYPE_ value reserved for private use: nothing that can be looked into. */
  private static final int UNKNOWN = 147;

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
    int type = Geneve.protocolType(memory, at);
    datagram.packet(at + Geneve.headerLength(memory, at), linkType(type), Geneve.vni(memory, at));
    return vni == ANY ? null : mirrored(datagram, type);
  }

  private static int linkType(int protocolType) {
    return switch (protocolType) {
      case Geneve.TYPE_ETHERNET -> LinkType.ETHERNET;
      case Ethernet.TYPE_IPV4, Ethernet.TYPE_IPV6 -> LinkType.RAW;
      default -> UNKNOWN;
    };
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

  private @Nullable DropReason mirrored(Datagram datagram, int type) {
    MemorySegment memory = datagram.memory();
    long inner = datagram.packet();
    int length = datagram.packetLength();
    Verdict verdict =
        type == Geneve.TYPE_ETHERNET
            ? layers.parse(memory, inner, length)
            : layers.parsePacket(memory, inner, length, type);
    long udp = layers.transport();
    if (verdict != Verdict.OK
        || udp == Layers.NONE
        || layers.protocol() != Ports.UDP
        || Ports.destination(memory, udp) != VXLAN_PORT) {
      return DropReason.NOT_MIRRORED;
    }
    long vxlan = udp + Udp.HEADER_LENGTH;
    DropReason reason =
        VxlanCheck.of(memory, vxlan, inner + length - vxlan, MirroredVxlan.MIN_FRAME, vni);
    if (reason == null) {
      // What the session mirrored, as if it had come without the load balancer
      datagram.packet(vxlan + Vxlan.HEADER_LENGTH, LinkType.ETHERNET, vni);
    }
    return reason;
  }
}
