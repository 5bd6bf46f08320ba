package io.sluice.node.tunnel;

import io.sluice.node.tunnel.Route.Exit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one tunnel that copies of packets arrive by, or packets that want to go back where they came
 * from.
 *
 * @param encapsulation the outermost one
 * @param vni that the packets' VXLAN header must have; null only when packets are returned, and
 *     then they may be of any kind
 * @param port UDP port on which the appliance receives, and on which a load balancer takes back
 * @param returned whether packets go back to the gateway load balancer that sent them, or end here
 */
public record MirrorTunnel(
    Encapsulation encapsulation, @Nullable Integer vni, int port, boolean returned)
    implements Tunnels {

  /** What packets come in. */
  public enum Encapsulation {
    /** From a traffic mirror session, perhaps through a network load balancer. */
    VXLAN,
    /** From a gateway load balancer; a mirror session's packets are VXLAN inside. */
    GENEVE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Its name in configs, e.g. {@code vxlan}. */
    public String label() {
      return label;
    }
  }

  @Override
  public List<Route> routes() {
    Exit exit = returned ? new Exit(Tunnel.MIRROR, port) : null;
    return List.of(new Route(Tunnel.MIRROR, port, exit, treatment()));
  }

  private Treatment treatment() {
    return switch (encapsulation) {
      case VXLAN -> new MirroredVxlan(vni == null ? 0 : vni);
      case GENEVE -> new GatewayGeneve(vni);
    };
  }

  @Override
  public Steering steering(int workers) {
    Steering.Inside inside =
        switch (encapsulation) {
          case VXLAN -> Steering.Inside.VXLAN;
          case GENEVE -> vni == null ? Steering.Inside.GENEVE : Steering.Inside.VXLAN_IN_GENEVE;
        };
    return new Steering(inside, workers);
  }

  @Override
  public @Nullable String problem() {
    if (returned && encapsulation == Encapsulation.VXLAN) {
      return "the mirror tunnel's encapsulation is vxlan, and only geneve can be returned";
    }
    if (!returned && vni == null) {
      return "the mirror tunnel's vni is missing";
    }
    return Tunnels.problem(Tunnel.MIRROR, vni, port);
  }
}
