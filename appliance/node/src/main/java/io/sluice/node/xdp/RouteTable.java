package io.sluice.node.xdp;

import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Tunnel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker's routes by UDP port. The event loop's own. */
final class RouteTable {
  private volatile List<Route> now = List.of();
  private Route[] known = {};

  /** The route of a port, null if there is none. */
  @Nullable Route of(int port) {
    for (Route route : known) {
      if (route.port() == port) {
        return route;
      }
    }
    return null;
  }

  /** These routes from now on; those before them still serve frames that are under way. */
  void change(List<Route> next) {
    List<Route> all = new java.util.ArrayList<>(next);
    for (Route old : now) {
      if (next.stream().noneMatch(route -> route.port() == old.port())) {
        all.add(old);
      }
    }
    now = List.copyOf(next);
    known = all.toArray(Route[]::new);
  }

  /** The tunnel of the first route; may be asked by any thread. */
  Tunnel firstTunnel() {
    List<Route> routes = now;
    return routes.isEmpty() ? Tunnel.EXTERNAL : routes.getFirst().in();
  }
}
