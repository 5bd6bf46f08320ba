package io.sluice.node.broker;

import java.util.Locale;

/** What is taken off a packet before a tool gets it. */
public enum Strip {
  /** All IEEE 802.1Q and 802.1ad tags of the outermost Ethernet header. */
  VLAN,
  /**
   * All tunnels inside the packet (VXLAN, GENEVE, GRE, GTP, IP in IP and whatever else the decoder
   * knows): the innermost packet is left. Where its tunnel carries no Ethernet, the outermost
   * addresses stand before it. A tunnel's packet that came in fragments is left as it is.
   */
  TUNNEL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Its name in configs, e.g. {@code vlan}. */
  public String label() {
    return label;
  }
}
