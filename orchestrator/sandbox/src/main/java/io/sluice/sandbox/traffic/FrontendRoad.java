package io.sluice.sandbox.traffic;

import io.sluice.sandbox.fabric.Fabric;
import java.util.function.Consumer;

/** Through a public frontend, and a gateway where it is chained to one. */
public final class FrontendRoad implements Road {
  private final Fabric fabric;
  private final Traffic traffic;

  public FrontendRoad(Fabric fabric) {
    this.fabric = fabric;
    this.traffic = new Traffic(fabric);
  }

  @Override
  public boolean open() {
    return !fabric.status().frontends().isEmpty();
  }

  @Override
  public Object run(TrafficRequest request, Consumer<Object> progress)
      throws TrafficException, InterruptedException {
    return traffic.run(request, progress::accept);
  }
}
