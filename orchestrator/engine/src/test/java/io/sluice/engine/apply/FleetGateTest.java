package io.sluice.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.testing.FakeCloud;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetGateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");

  private final List<String> told = new ArrayList<>();

  private static Machine machine(String name, @Nullable MachineStatus status) {
    return new Machine(name, "Succeeded", true, status);
  }

  private static MachineStatus status(String hash, boolean ready, Instant written) {
    return new MachineStatus(
        "m",
        "0.1.0",
        hash,
        ready,
        ready ? "ready" : "starting",
        ready ? "" : "no tunnel yet",
        written,
        written,
        0,
        0,
        Map.of(),
        Map.of(),
        List.of());
  }

  /** Each look at the fleet gets the next list; the last stays. */
  private List<Problem> await(List<List<Machine>> looks) {
    Iterator<List<Machine>> next = looks.iterator();
    FakeCloud cloud =
        new FakeCloud() {
          private List<Machine> last = List.of();

          @Override
          public Fleet fleet() {
            return new Fleet() {
              @Override
              public String configHash() {
                return "new";
              }

              @Override
              public List<Machine> machines() {
                last = next.hasNext() ? next.next() : last;
                return last;
              }
            };
          }
        };
    return new FleetGate(
            cloud,
            Duration.ofSeconds(10),
            told::add,
            Clock.fixed(NOW, ZoneOffset.UTC),
            duration -> {})
        .await();
  }

  @Test
  void waitsUntilEveryMachineRunsTheNewConfig() {
    assertThat(
            await(
                List.of(
                    List.of(),
                    List.of(machine("a", null), machine("b", status("old", true, NOW))),
                    List.of(
                        machine("a", status("new", true, NOW)),
                        machine("b", status("new", true, NOW))))))
        .isEmpty();
    assertThat(told).containsExactly("0 of 0 machines ready", "0 of 2 machines ready");
  }

  @Test
  void saysOfEachMachineWhyItIsNotReady() {
    assertThat(
            await(
                List.of(
                    List.of(
                        machine("a", null),
                        machine("b", status("old", true, NOW)),
                        machine("c", status("new", false, NOW)),
                        machine("d", status("new", true, NOW.minusSeconds(120))),
                        machine("e", status("new", true, NOW))))))
        .extracting(Problem::summary)
        .containsExactly(
            "The machine `a` is not ready: it has not written a status yet (Succeeded).",
            "The machine `b` is not ready: it does not run by the current config yet.",
            "The machine `c` is not ready: no tunnel yet.",
            "The machine `d` is not ready: it is silent since 2026-11-21T21:58:00Z.");
  }

  @Test
  void machineOfTheOldModelIsNotReadyWhateverItSaysOfItself() {
    assertThat(
            await(
                List.of(
                    List.of(
                        new Machine("a", "Succeeded", false, status("new", true, NOW)),
                        machine("b", status("new", true, NOW))))))
        .extracting(Problem::summary)
        .containsExactly("The machine `a` is not ready: the rollout has not reached it yet.");
  }

  @Test
  void emptyFleetIsNotReady() {
    assertThat(await(List.of(List.of()))).extracting(Problem::code).containsExactly("fleet.empty");
  }
}
