package io.sluice.node.tunnel;

/** How datagrams of one socket go: in by {@code from}, out by its counterpart. */
public record Route(Tunnel from, Tunnels tunnels) {

  int vniIn() {
    return tunnels.get(from).vni();
  }

  int vniOut() {
    return tunnels.get(from.other()).vni();
  }

  int portOut() {
    return tunnels.get(from.other()).port();
  }
}
