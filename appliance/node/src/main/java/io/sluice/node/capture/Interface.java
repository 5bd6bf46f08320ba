package io.sluice.node.capture;

import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.LinkType;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngBlocks;

/**
 * What a capture file knows as an interface: packets of one link type that came by one tunnel under
 * one VNI. On their way to the file packets have it as an int, its key.
 */
record Interface(Tunnel tunnel, int vni, int linkType) {
  /** A LINKTYPE_ value reserved for private use: nothing that can be looked into. */
  static final int UNKNOWN = 147;

  private static final Tunnel[] TUNNELS = Tunnel.values();
  private static final int[] LINKS = {LinkType.ETHERNET, LinkType.RAW, UNKNOWN};
  private static final int LARGEST_VNI = (1 << 24) - 1;
  private static final int TUNNEL = 24;
  private static final int LINK = 26;

  // Read by the same process that wrote it
  @SuppressWarnings("EnumOrdinal")
  static int key(Tunnel tunnel, int vni, int linkType) {
    int link = linkType == LinkType.ETHERNET ? 0 : linkType == LinkType.RAW ? 1 : 2;
    return link << LINK | tunnel.ordinal() << TUNNEL | (vni & LARGEST_VNI);
  }

  static Interface of(int key) {
    return new Interface(TUNNELS[key >>> TUNNEL & 3], key & LARGEST_VNI, LINKS[key >>> LINK]);
  }

  /** As the file is to tell of it. */
  PacketSource source() {
    PacketSource source = PacketSource.of(tunnel.label(), vni, linkType);
    return new PacketSource(source.name(), description(), linkType);
  }

  private String description() {
    return switch (tunnel) {
      case EXTERNAL -> "Inbound: from the internet side";
      case INTERNAL -> "Outbound: from the application";
      case MIRROR -> "Copies of packets, of either direction";
    };
  }

  /** What epb_flags says of packets that came by a tunnel. */
  static int direction(Tunnel tunnel) {
    return switch (tunnel) {
      case EXTERNAL -> PcapngBlocks.INBOUND;
      case INTERNAL -> PcapngBlocks.OUTBOUND;
      case MIRROR -> PcapngBlocks.NO_DIRECTION;
    };
  }
}
