package io.sluice.node.tunnel;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Geneve;

/** What packets inside tunnels begin with (https://www.tcpdump.org/linktypes.html). */
final class LinkTypes {
  static final int ETHERNET = 1;

  /** IPv4 or IPv6. */
  static final int RAW = 101;

  /** Reserved for private use: nothing that can be looked into. */
  static final int UNKNOWN = 147;

  private LinkTypes() {}

  /** What an EtherType (GENEVE's protocol type) stands for. */
  static int of(int etherType) {
    return switch (etherType) {
      case Geneve.TYPE_ETHERNET -> ETHERNET;
      case Ethernet.TYPE_IPV4, Ethernet.TYPE_IPV6 -> RAW;
      default -> UNKNOWN;
    };
  }
}
