package io.sluice.node.tunnel;

import java.util.List;
import java.util.Map;

/** An inline worker and its counters, for tests of other rooms that bring it datagrams. */
public final class InlineWorker {
  public static final int INTERNAL_PORT = 10_800;
  public static final int EXTERNAL_PORT = 10_801;
  public static final int INTERNAL_VNI = 900;
  public static final int EXTERNAL_VNI = 901;

  private static final Tunnels TUNNELS =
      new InlineTunnels(
          new TunnelSpec(INTERNAL_VNI, INTERNAL_PORT), new TunnelSpec(EXTERNAL_VNI, EXTERNAL_PORT));

  private final Worker worker =
      new Worker(new Counters(), new OwnSenders((high, low) -> false), 2_048, null);

  public Worker worker() {
    return worker;
  }

  public List<Route> routes() {
    return TUNNELS.routes();
  }

  public Totals totals() {
    return worker.counters().totals(Map.of());
  }

  /** A datagram of the internal tunnel. */
  public static byte[] internal(int sourcePort) {
    return Datagrams.vxlan(INTERNAL_VNI, Datagrams.frame(sourcePort, 90));
  }

  /** What becomes of it. */
  public static byte[] external(int sourcePort) {
    return Datagrams.vxlan(EXTERNAL_VNI, Datagrams.frame(sourcePort, 90));
  }
}
