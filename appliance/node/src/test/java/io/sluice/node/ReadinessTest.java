package io.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.config.RunningConfig;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.TunnelSpec;
import io.sluice.node.tunnel.Tunnels;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));
  private static final RunningConfig CONFIG = new RunningConfig("hash-1", TUNNELS, null);

  private final AtomicInteger changes = new AtomicInteger();
  private final Readiness readiness = new Readiness(changes::incrementAndGet);

  private void assertView(Readiness.State state, boolean ready, String reason) {
    assertThat(readiness.view().state()).isEqualTo(state);
    assertThat(readiness.view().ready()).isEqualTo(ready);
    assertThat(readiness.view().reason()).contains(reason);
  }

  @Test
  void isReadyOnlyOnceTunnelsAreBoundAndAConfigIsApplied() {
    assertView(Readiness.State.STARTING, false, "tunnels are not bound");
    readiness.bound(TUNNELS);
    assertView(Readiness.State.STARTING, false, "no config has been read");
    readiness.waiting("no config has been read yet: 403");
    assertView(Readiness.State.STARTING, false, "403");
    readiness.applied(CONFIG);
    assertThat(readiness.view())
        .isEqualTo(new Readiness.View(Readiness.State.READY, true, "", "hash-1"));
    assertThat(changes).hasValue(3);
  }

  @Test
  void aFirstConfigThatMakesNoSenseIsNotReady() {
    readiness.bound(TUNNELS);
    readiness.badConfig("it is empty");
    assertView(Readiness.State.DEGRADED, false, "it is empty");
  }

  @Test
  void aLaterConfigThatMakesNoSenseDegradesButKeepsTheFlows() {
    readiness.bound(TUNNELS);
    readiness.applied(CONFIG);
    readiness.badConfig("both tunnels have port 10800");
    assertView(Readiness.State.DEGRADED, true, "both tunnels have port 10800");
    readiness.applied(CONFIG);
    assertView(Readiness.State.READY, true, "");
  }

  @Test
  void aConfigThatCannotBeAppliedEndsReadiness() {
    readiness.bound(TUNNELS);
    readiness.applied(CONFIG);
    readiness.cannotApply("UDP port 1 cannot be bound");
    assertView(Readiness.State.DEGRADED, false, "UDP port 1");
  }

  @Test
  void drainingIsTheEndOfReadiness() {
    readiness.bound(TUNNELS);
    readiness.applied(CONFIG);
    readiness.draining();
    readiness.applied(CONFIG);
    assertView(Readiness.State.DRAINING, false, "stopping");
  }

  @Test
  void tellsOfChangesOnly() {
    readiness.bound(TUNNELS);
    readiness.applied(CONFIG);
    int before = changes.get();
    readiness.applied(CONFIG);
    readiness.waiting("no config has been read yet: 500");
    assertThat(changes).hasValue(before);
  }
}
