package io.sluice.node.tunnel;

import io.sluice.packet.Vxlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an appliance serves; a config says exactly one of the two. */
public sealed interface Tunnels permits InlineTunnels, MirrorTunnel {

  /** How the datagrams of each socket go, made anew: treatments are one event loop's own. */
  List<Route> routes();

  /** How datagrams are dealt out among so many workers. */
  Steering steering(int workers);

  /** What forbids to run by these tunnels, as a clause without a full stop; null if nothing. */
  @Nullable String problem();

  /** What is wrong with a network identifier or a port of this tunnel, null if nothing. */
  static @Nullable String problem(Tunnel tunnel, @Nullable Integer vni, int port) {
    if (vni != null && (vni < 0 || vni > Vxlan.MAX_VNI)) {
      return "the %s tunnel's vni %d is not between 0 and %d"
          .formatted(tunnel.label(), vni, Vxlan.MAX_VNI);
    }
    if (port < 1 || port > 65_535) {
      return "the %s tunnel's port %d is not between 1 and 65535".formatted(tunnel.label(), port);
    }
    return null;
  }
}
