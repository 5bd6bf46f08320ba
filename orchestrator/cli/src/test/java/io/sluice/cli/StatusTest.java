package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import io.sluice.engine.fleet.Machine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    bench.run("apply", "@", "--auto-approve", "--wait", "0s");
    bench.cloud.machines.add(Machines.ready("fleet_0"));
    bench.cloud.machines.add(Machines.with("fleet_1", "0123456789abcdef", false, "port is taken"));
    bench.cloud.machines.add(Machines.with("fleet_2", "ffffffffffff", true, ""));
    bench.cloud.machines.add(new Machine("fleet_3", "Creating", true, null));
  }

  @Test
  void shouldShowEachMachineAndThatNothingDrifted() {
    assertThat(bench.run("status", "@")).isZero();
    assertThat(bench.out())
        .isEqualTo(
            """
            MACHINE  STATE      VERSION  CONFIG          READY                                             PACKETS       BITS  DROPS
            fleet_0  Succeeded  0.1.0    01234567        yes                                             12.5 kpps  1.25 Gbps      7
            fleet_1  Succeeded  0.1.0    01234567        no: port is taken                               12.5 kpps  1.25 Gbps      7
            fleet_2  Succeeded  0.1.0    ffffffff (old)  no: it does not run by the current config yet   12.5 kpps  1.25 Gbps      7
            fleet_3  Creating   -        -               no: it has not written a status yet (Creating)          -          -      -

            No drift: the cloud is as the blueprint says.
            """);
  }

  @Test
  void shouldShowWhatBecomesOfPacketsWhereAConfigAsksForMore() {
    bench.cloud.machines.clear();
    bench.cloud.machines.add(Machines.busy("fleet_0", ""));
    bench.cloud.machines.add(Machines.busy("fleet_1", "capture is degraded: no space is left"));
    bench.cloud.machines.add(Machines.ready("fleet_2"));

    assertThat(bench.run("status", "@")).isZero();
    assertThat(bench.out())
        .contains(
            """

            fleet_0: the tool `dns` has its target vxlan://10.9.9.8:4789?vni=7 down: it does not answer.
            fleet_1: capture is degraded: no space is left.
            fleet_1: the tool `dns` has its target vxlan://10.9.9.8:4789?vni=7 down: it does not answer.

            CAPTURE  COPIES  PACKETS   STORED  SEGMENTS  REACHES BACK  LOST
            fleet_0     100      800  1.25 GB        19        2h 10m     7
            fleet_1     100      800  1.25 GB        19        2h 10m     7

            TOOL  MACHINE  TARGETS    MATCHED  SENT    BYTES            DROPS
            ids   fleet_0  1 of 1 up      500   500  64.0 kB                0
            ids   fleet_1  1 of 1 up      500   500  64.0 kB                0
            dns   fleet_0  1 of 2 up       40    20  3.00 kB  20 (queue-full)
            dns   fleet_1  1 of 2 up       40    20  3.00 kB  20 (queue-full)

            No drift\
            """);
  }

  @Test
  void shouldTellTheToolsAsJsonToo() throws IOException {
    bench.cloud.machines.clear();
    bench.cloud.machines.add(Machines.busy("fleet_0", "capture is degraded: no space is left"));

    assertThat(bench.run("status", "@", "--json")).isZero();
    JsonNode machine = Json.MAPPER.readTree(bench.out()).path("machines").path(0);
    assertThat(machine.path("reason").asText()).startsWith("capture is degraded");
    JsonNode tool = machine.path("tools").path(1);
    assertThat(tool.path("name").asText()).isEqualTo("dns");
    assertThat(tool.path("counters").path("drops.queue-full").asInt()).isEqualTo(15);
    assertThat(tool.path("down")).hasSize(1);
  }

  @Test
  void shouldTellDrift() {
    bench.cloud.interval = 7;
    assertThat(bench.run("status", "@")).isZero();
    assertThat(bench.out())
        .contains("Drift: 1 change between the blueprint and the cloud; `orchestrator plan`");
  }

  @Test
  void shouldTellTheSameAsJson() throws IOException {
    assertThat(bench.run("status", "@", "--json")).isZero();
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("configHash").asText()).isEqualTo("0123456789abcdef");
    assertThat(json.path("drift").path("changes").asInt(-1)).isZero();
    JsonNode machines = json.path("machines");
    assertThat(machines).hasSize(4);
    assertThat(machines.path(0).path("ready").asBoolean()).isTrue();
    assertThat(machines.path(0).path("drops").path("bad-vni").asInt()).isEqualTo(3);
    assertThat(machines.path(1).path("notReadyBecause").asText()).isEqualTo("port is taken");
  }

  @Test
  void shouldRedrawInPlaceWhileWatchingOnATerminal() {
    bench.interactive = true;
    bench.rounds = 2;
    assertThat(bench.run("status", "@", "--watch")).isZero();
    assertThat(bench.out().split("MACHINE", -1)).hasSize(4);
    assertThat(bench.out()).containsOnlyOnce("\u001b[2J");
  }

  @Test
  void shouldPrintTableAfterTableWhileWatchingElsewhere() {
    bench.rounds = 1;
    assertThat(bench.run("status", "@", "--watch")).isZero();
    assertThat(bench.out()).doesNotContain("\u001b").contains("MACHINE");
    assertThat(bench.out().split("No drift", -1)).hasSize(3);
  }
}
