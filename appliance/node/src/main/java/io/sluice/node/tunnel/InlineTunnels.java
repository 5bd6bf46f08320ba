package io.sluice.node.tunnel;

import io.sluice.node.tunnel.Route.Exit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both tunnels of a bump in the wire: what comes by one leaves by the other. */
public record InlineTunnels(TunnelSpec internal, TunnelSpec external) implements Tunnels {

  @Override
  public List<Route> routes() {
    return List.of(
        route(Tunnel.EXTERNAL, external, Tunnel.INTERNAL, internal),
        route(Tunnel.INTERNAL, internal, Tunnel.EXTERNAL, external));
  }

  private static Route route(Tunnel from, TunnelSpec in, Tunnel to, TunnelSpec out) {
    return new Route(
        from, in.port(), new Exit(to, out.port()), new InlineVxlan(in.vni(), out.vni()));
  }

  @Override
  public Steering steering(int workers) {
    return new Steering(Steering.Inside.VXLAN, workers);
  }

  @Override
  public @Nullable String problem() {
    String problem = Tunnels.problem(Tunnel.EXTERNAL, external.vni(), external.port());
    if (problem == null) {
      problem = Tunnels.problem(Tunnel.INTERNAL, internal.vni(), internal.port());
    }
    if (problem == null && internal.port() == external.port()) {
      problem = "both tunnels have port " + internal.port();
    }
    if (problem == null && internal.vni() == external.vni()) {
      problem = "both tunnels have vni " + internal.vni();
    }
    return problem;
  }
}
