package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.MirrorTunnel;
import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.TunnelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static List<Route> inline(int internal, int external) {
    return new InlineTunnels(new TunnelSpec(900, internal), new TunnelSpec(901, external)).routes();
  }

  @Test
  void framesUnderWayAreServedByTheRoutesBeforeTheChange() {
    RouteTable table = new RouteTable();
    List<Route> first = inline(10_800, 10_801);
    table.change(first);
    assertThat(table.of(10_800)).isIn(first);
    assertThat(table.of(10_802)).isNull();

    List<Route> second = inline(10_800, 10_802);
    table.change(second);
    assertThat(table.of(10_800)).isIn(second);
    assertThat(table.of(10_802)).isIn(second);
    assertThat(table.of(10_801)).isIn(first);

    List<Route> third =
        new MirrorTunnel(MirrorTunnel.Encapsulation.VXLAN, 7, 4_789, false).routes();
    table.change(third);
    assertThat(table.of(10_801)).isNull();
    assertThat(table.of(10_802)).isIn(second);
    assertThat(table.firstTunnel()).isEqualTo(Tunnel.MIRROR);
  }
}
