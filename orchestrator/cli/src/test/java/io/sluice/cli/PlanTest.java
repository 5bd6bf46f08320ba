package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import io.sluice.engine.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
  }

  @Test
  void shouldShowChangesAndChangeNothing() {
    assertThat(bench.run("plan", "@")).isZero();
    assertThat(bench.out()).contains("+      gateway                    front");
    assertThat(bench.cloud.standing).isEmpty();
  }

  @Test
  void shouldExitWithTwoOnlyWhenAskedAndSomethingWouldChange() {
    assertThat(bench.run("plan", "@", "--detailed-exitcode")).isEqualTo(2);
    bench.run("apply", "@", "--auto-approve", "--wait", "0s");
    assertThat(bench.run("plan", "@", "--detailed-exitcode")).isZero();
  }

  @Test
  void shouldWriteThePlanAsOneJsonDocument() throws IOException {
    assertThat(bench.run("plan", "@", "--json")).isZero();
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("changes")).hasSize(2);
    assertThat(json.path("problems")).isEmpty();
  }

  @Test
  void shouldShowColoursOnlyOnATerminalThatWantsThem() {
    bench.interactive = true;
    bench.run("plan", "@");
    assertThat(bench.out()).contains("\u001b[");
    bench.run("plan", "@", "--no-color");
    assertThat(bench.out()).doesNotContain("\u001b[");
    bench.env.put("NO_COLOR", "1");
    bench.run("plan", "@");
    assertThat(bench.out()).doesNotContain("\u001b[");
  }

  @Test
  void shouldNotPutTheValueOfAVariableIntoASavedPlan() throws IOException {
    Files.writeString(
        bench.blueprint,
        Bench.BLUEPRINT.replace("resourceGroup: demo", "resourceGroup: ${env:GROUP}"));
    bench.env.put("GROUP", "hushhush");
    Path plan = folder.resolve("p.json");
    assertThat(bench.run("plan", "@", "--out", plan.toString())).isZero();
    assertThat(plan).content().contains("${env:GROUP}").doesNotContain("hushhush");
  }

  @Test
  void shouldSayThatTheFileIsMissing() {
    assertThat(bench.run("plan", folder.resolve("none.yaml").toString())).isEqualTo(1);
    assertThat(bench.err()).startsWith("error: ").contains("none.yaml");
  }

  @Test
  void shouldSayWhichParallelismIsPossible() {
    assertThat(bench.run("plan", "@", "--parallelism", "0")).isEqualTo(1);
    assertThat(bench.err()).isEqualTo("error: `--parallelism` is 0 and must be 1 to 64.\n");
  }

  @Test
  void shouldShowAFewOfManyThatAreAlike() {
    bench.cloud.links = IntStream.range(0, 5_000).mapToObj(n -> "eni-" + n).toList();
    assertThat(bench.run("plan", "@")).isZero();
    assertThat(bench.out().lines().filter(line -> line.contains(" chain "))).hasSize(10);
    assertThat(bench.out())
        .contains("and 4,990 more like these\n")
        .contains("2 to create, 0 to update, 0 to replace, 0 to delete, 5000 to link");
  }

  @Test
  void shouldTellWhatTheCloudWillNotGive() {
    bench.cloud.notices.add(Problem.warning("TM-1", "eni-1 has three sessions already."));
    assertThat(bench.run("plan", "@")).isZero();
    assertThat(bench.err()).contains("eni-1 has three sessions already.");
    bench.cloud.notices.add(Problem.error("TM-12", "There is no interface eni-2."));
    assertThat(bench.run("plan", "@")).isEqualTo(1);
    assertThat(bench.err()).contains("There is no interface eni-2.");
  }
}
