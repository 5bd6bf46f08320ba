package io.sluice.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.it.Places;
import io.sluice.node.Status;
import io.sluice.node.config.RunningConfig;
import io.sluice.node.export.FlowsConfig;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.TunnelSpec;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MailboxContractTest {

  @Test
  void theOrchestratorReadsTheStatusThatAnApplianceWrites() throws Exception {
    Status written =
        new Status(
            "fleet_0",
            "0.1.0",
            "abc",
            true,
            "ready",
            "",
            "2026-11-21T22:00:00Z",
            "2026-11-21T21:00:00.5Z",
            12.5,
            1e9,
            Map.of("in.external.packets", 7L),
            Map.of("bad-vni", 1L));

    MachineStatus read = MachineStatus.read(written.bytes());

    assertThat(read)
        .isEqualTo(
            new MachineStatus(
                "fleet_0",
                "0.1.0",
                "abc",
                true,
                "ready",
                "",
                Instant.parse("2026-11-21T22:00:00Z"),
                Instant.parse("2026-11-21T21:00:00.5Z"),
                12.5,
                1e9,
                Map.of("in.external.packets", 7L),
                Map.of("bad-vni", 1L)));
  }

  @Test
  void bothSidesNameTheSameFields() {
    assertThat(names(Status.class)).isEqualTo(names(MachineStatus.class));
  }

  @Test
  void anApplianceRunsByTheConfigThatTheOrchestratorWritesAndReportsItsHash() throws Exception {
    Blueprint blueprint =
        BlueprintLoader.load(
                Places.root().resolve("blueprints/azure-gateway.yaml"), variable -> null)
            .blueprint();
    ApplianceConfig written = ApplianceConfig.of(blueprint);

    RunningConfig read = RunningConfig.parse(written.bytes(), blueprint.blueprint());

    assertThat(read.hash()).isEqualTo(written.hash());
    assertThat(read.tunnels())
        .isEqualTo(new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801)));
    assertThat(RunningConfig.OBJECT).isEqualTo(ApplianceConfig.OBJECT);
  }

  @Test
  void flowRecordsGoWhereTheBlueprintSays() throws Exception {
    Blueprint blueprint =
        BlueprintLoader.load(
                Places.root().resolve("blueprints/aws-mirror-netops.yaml"), variable -> null)
            .blueprint();

    RunningConfig read =
        RunningConfig.parse(ApplianceConfig.of(blueprint).bytes(), blueprint.blueprint());

    assertThat(read.flows()).isEqualTo(new FlowsConfig(Duration.ofMinutes(1), List.of(), true));
  }

  private static List<String> names(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
