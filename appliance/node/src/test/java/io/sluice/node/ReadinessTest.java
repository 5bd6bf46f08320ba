package io.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.config.PipelineConfig;
import io.sluice.node.config.RunningConfig;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.TunnelSpec;
import io.sluice.node.tunnel.Tunnels;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Tunnels TUNNELS =
      new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));
  private static final RunningConfig CONFIG =
      new RunningConfig("hash-1", TUNNELS, PipelineConfig.NONE);

  private final AtomicInteger changes = new AtomicInteger();
  private final Readiness readiness = new Readiness(0, changes::incrementAndGet);

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
  void isReadyOnlyOnceTheProbeHasBeenToldSoOftenEnough() {
    Readiness probed = new Readiness(2, changes::incrementAndGet);
    probed.bound(TUNNELS);
    assertThat(probed.answer()).contains("no config has been read");
    probed.applied(CONFIG);
    assertThat(probed.view().ready()).isFalse();
    assertThat(probed.view().reason()).contains("0 of 2 times");
    assertThat(probed.answer()).isEmpty();
    assertThat(probed.view().ready()).isFalse();
    int before = changes.get();
    assertThat(probed.answer()).isEmpty();
    assertThat(probed.view().state()).isEqualTo(Readiness.State.READY);
    assertThat(changes).hasValue(before + 1);

    probed.cannotApply("UDP port 1 cannot be bound");
    assertThat(probed.answer()).contains("UDP port 1");
    probed.applied(CONFIG);
    assertThat(probed.view().ready()).isFalse();
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
  void aCaptureThatIsNotAsItShouldBeDegradesButKeepsTheFlows() {
    readiness.bound(TUNNELS);
    readiness.impaired("no space is left");
    assertView(Readiness.State.STARTING, false, "no config has been read yet");
    readiness.applied(CONFIG);
    assertView(Readiness.State.DEGRADED, true, "no space is left");
    assertThat(readiness.answer()).as("the probe's answer").isEmpty();

    int before = changes.get();
    readiness.impaired("no space is left");
    assertThat(changes).as("nothing new").hasValue(before);
    readiness.impaired("");
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
