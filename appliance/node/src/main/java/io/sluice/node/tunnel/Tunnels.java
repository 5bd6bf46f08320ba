package io.sluice.node.tunnel;

import io.sluice.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/** Both tunnels of an appliance. */
public record Tunnels(TunnelSpec internal, TunnelSpec external) {

  public TunnelSpec get(Tunnel tunnel) {
    return tunnel == Tunnel.INTERNAL ? internal : external;
  }

  /** What forbids to run by these tunnels, as a clause without a full stop; null if nothing. */
  public @Nullable String problem() {
    for (Tunnel tunnel : Tunnel.values()) {
      TunnelSpec spec = get(tunnel);
      if (spec.vni() < 0 || spec.vni() > Vxlan.MAX_VNI) {
        return "the %s tunnel's vni %d is not between 0 and %d"
            .formatted(tunnel.label(), spec.vni(), Vxlan.MAX_VNI);
      }
      if (spec.port() < 1 || spec.port() > 65_535) {
        return "the %s tunnel's port %d is not between 1 and 65535"
            .formatted(tunnel.label(), spec.port());
      }
    }
    if (internal.port() == external.port()) {
      return "both tunnels have port " + internal.port();
    }
    if (internal.vni() == external.vni()) {
      return "both tunnels have vni " + internal.vni();
    }
    return null;
  }
}
