package io.sluice.packet.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where captured packets came from: what an Interface Description Block of pcapng tells.
 *
 * <p>There is one for each tunnel, network and link type, and the network stands at the end of its
 * name, so that Wireshark shows it with each packet ({@code frame.interface_name}) and our own
 * programs read it there.
 *
 * @param name if_name, e.g. {@code external vni 901}; may be empty
 * @param description if_description; may be empty
 * @param linkType a LINKTYPE_ value (https://www.tcpdump.org/linktypes.html)
 */
public record PacketSource(String name, String description, int linkType) {
  private static final Pattern NETWORK = Pattern.compile("(?:.* )?vni (\\d{1,8})");
  private static final int LARGEST_VNI = (1 << 24) - 1;

  /**
   * What came by a tunnel.
   *
   * @param vni its network identifier, or -1
   */
  public static PacketSource of(String tunnel, int vni, int linkType) {
    return new PacketSource(vni < 0 ? tunnel : tunnel + " vni " + vni, "", linkType);
  }

  /** The network identifier at the end of the name, or -1. */
  public int vni() {
    Matcher matcher = NETWORK.matcher(name);
    if (!matcher.matches()) {
      return -1;
    }
    int vni = Integer.parseInt(matcher.group(1));
    return vni > LARGEST_VNI ? -1 : vni;
  }
}
