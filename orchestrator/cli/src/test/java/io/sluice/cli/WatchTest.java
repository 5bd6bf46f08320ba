package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.FakeProvider.Refusal;
import io.sluice.engine.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  @TempDir Path folder;
  private Bench bench;
  private final Deque<Runnable> pauses = new ArrayDeque<>();

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    bench.cloud.machines.add(Machines.ready("fleet_0"));
    bench.meanwhile =
        () -> {
          if (!pauses.isEmpty()) {
            pauses.remove().run();
          }
        };
  }

  private int watch(Runnable... between) {
    pauses.addAll(List.of(between));
    bench.rounds = between.length;
    return bench.run("watch", "@", "--auto-approve", "--every", "1s");
  }

  @Test
  void shouldEnrolWhatComesAndForgetWhatGoes() {
    int code =
        watch(
            () -> bench.cloud.links = List.of("one", "two"),
            () ->
                assertThat(bench.cloud.standing.keySet()).contains("/chain/one/1", "/chain/two/1"),
            () -> bench.cloud.links = List.of("two"));

    assertThat(code).isZero();
    assertThat(bench.cloud.standing.keySet())
        .contains("/chain/two/1")
        .doesNotContain("/chain/one/1");
    assertThat(bench.err()).isEmpty();
  }

  @Test
  void shouldLogEachActionWithItsTime() {
    watch(() -> bench.cloud.links = List.of("one"));

    assertThat(bench.out().lines())
        .allMatch(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:]+Z .+"))
        .anyMatch(line -> line.contains("Watching blueprint demo every 1.0s"))
        .anyMatch(line -> line.endsWith("Z linking chain one"));
  }

  @Test
  void shouldMendDrift() {
    watch(() -> bench.cloud.standing.remove("/gateway/front/1"));

    assertThat(bench.cloud.standing.keySet()).contains("/gateway/front/1");
  }

  @Test
  void shouldSayNothingWhileNothingHappens() {
    watch(() -> {}, () -> {});

    assertThat(bench.out().lines().filter(line -> line.contains("Plan:"))).hasSize(1);
  }

  @Test
  void shouldGoOnAfterTheCloudWasAway() {
    int code =
        watch(
            () -> bench.cloud.away = new Refusal("Not now."),
            () -> {
              bench.cloud.away = null;
              bench.cloud.links = List.of("one");
            });

    assertThat(code).isZero();
    assertThat(bench.out()).contains("This period failed; the next one tries again.");
    assertThat(bench.err()).contains("Not now.");
    assertThat(bench.cloud.standing.keySet()).contains("/chain/one/1");
  }

  @Test
  void shouldTryAgainWhatFailed() {
    bench.cloud.refused = "front";
    watch(() -> bench.cloud.refused = "");

    assertThat(bench.err()).contains("You may not create it.");
    assertThat(bench.cloud.standing.keySet()).contains("/gateway/front/1");
  }

  @Test
  void shouldTellAWarningOnceAsLongAsItStays() {
    Problem skipped = Problem.warning("TM-1", "The interface eni-1 has three sessions already.");
    bench.cloud.notices.add(skipped);
    watch(
        () -> {},
        () -> {},
        () -> bench.cloud.notices.clear(),
        () -> bench.cloud.notices.add(skipped));

    assertThat(bench.err().split("three sessions already", -1)).hasSize(3);
  }

  @Test
  void shouldNotStartUnaskedWithoutATerminal() {
    assertThat(bench.run("watch", "@")).isEqualTo(1);
    assertThat(bench.err()).contains("--auto-approve");
    assertThat(bench.cloud.standing).isEmpty();
  }

  @Test
  void shouldAskOnATerminalAndTakeNoForAnAnswer() {
    bench.interactive = true;
    bench.typed = "no\n";
    assertThat(bench.run("watch", "@")).isEqualTo(1);
    assertThat(bench.out())
        .contains("keep the cloud so from now on?")
        .contains("Nothing was changed.");
    assertThat(bench.cloud.standing).isEmpty();
  }
}
