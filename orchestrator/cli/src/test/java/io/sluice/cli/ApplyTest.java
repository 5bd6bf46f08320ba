package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import io.sluice.engine.fleet.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    bench.cloud.machines.add(Machines.ready("m_0"));
    bench.cloud.outputs.put("web", "20.1.2.3");
  }

  @Test
  void shouldShowThePlanEachStepAndTheOutputs() {
    assertThat(bench.run("apply", "@", "--auto-approve")).isZero();
    assertThat(bench.out())
        .isEqualTo(
            """
            Plan for `demo`:

              +      network                    main
              +      gateway                    front

            Plan: 2 to create, 0 to update, 0 to replace, 0 to delete, 0 to link, 0 to unlink.
            creating network main
            created network main in TIME
            creating gateway front
            created gateway front in TIME
            Applied: create 2 in TIME.
            web  20.1.2.3
            """);
    assertThat(bench.err()).isEmpty();
  }

  @Test
  void shouldSayNoChangesTheSecondTime() {
    bench.run("apply", "@", "--auto-approve");
    assertThat(bench.run("apply", "@", "--auto-approve")).isZero();
    assertThat(bench.out()).startsWith("No changes.").contains("web  20.1.2.3");
  }

  @Test
  void shouldRefuseToGuessWithoutATerminal() {
    assertThat(bench.run("apply", "@")).isEqualTo(1);
    assertThat(bench.err())
        .isEqualTo(
            """
            error: There is no terminal on which to ask for approval.
              hint: `--auto-approve` goes ahead without asking.
            """);
    assertThat(bench.cloud.standing).isEmpty();
  }

  @Test
  void shouldChangeNothingWhenThePersonSaysNo() {
    bench.interactive = true;
    bench.typed = "perhaps\nno\n";
    assertThat(bench.run("apply", "@", "--no-color")).isEqualTo(1);
    assertThat(bench.out())
        .contains("Apply these changes? [yes/no] ")
        .contains("Nothing was changed.");
    assertThat(bench.cloud.standing).isEmpty();
  }

  @Test
  void shouldGoAheadWhenThePersonSaysYes() {
    bench.interactive = true;
    bench.typed = "yes\n";
    assertThat(bench.run("apply", "@")).isZero();
    assertThat(bench.cloud.standing).hasSize(2);
  }

  @Test
  void shouldSayWhatFailedWhatIsNotDoneAndHowToGoOn() {
    bench.cloud.refused = "main";
    assertThat(bench.run("apply", "@", "--auto-approve")).isEqualTo(1);
    assertThat(bench.err())
        .isEqualTo(
            """
            error: Could not create the network `main`: You may not create it.
              hint: Ask for the role.
            error: 0 steps done, 2 not done.
              not done: create network main
              not done: create gateway front
              hint: `orchestrator apply DIR/demo.yaml` goes on from here: what is done stays done.
            """);
    assertThat(bench.out()).contains("skipped creating gateway front: it needs network main");
  }

  @Test
  void shouldNameTheMachineThatIsNotReady() {
    bench.cloud.machines.add(new Machine("m_1", "Creating", true, null));
    assertThat(bench.run("apply", "@", "--auto-approve", "--wait", "1ms")).isEqualTo(1);
    assertThat(bench.err()).contains("error: The machine `m_1` is not ready").doesNotContain("m_0");
    assertThat(bench.out()).contains("1 of 2 machines ready");
  }

  @Test
  void shouldLinkSourcesOnlyOnceTheFleetIsReady() {
    bench.cloud.links = List.of("users-frontend");
    bench.cloud.machines.add(new Machine("m_1", "Creating", true, null));

    assertThat(bench.run("apply", "@", "--auto-approve", "--wait", "1ms")).isEqualTo(1);
    assertThat(bench.err())
        .contains("error: The machine `m_1` is not ready")
        .contains("not done: link chain users-frontend");
    assertThat(bench.cloud.standing).hasSize(2);

    bench.cloud.machines.removeLast();
    assertThat(bench.run("apply", "@", "--auto-approve")).isZero();
    assertThat(bench.cloud.standing).hasSize(3);
    assertThat(bench.out()).contains("linked chain users-frontend");
  }

  @Test
  void shouldNotWaitForTheFleetWhenToldSo() {
    bench.cloud.machines.add(new Machine("m_1", "Creating", true, null));
    assertThat(bench.run("apply", "@", "--auto-approve", "--wait", "0s")).isZero();
  }

  @Test
  void shouldApplyASavedPlan() {
    String plan = folder.resolve("p.json").toString();
    assertThat(bench.run("plan", "@", "--out", plan)).isZero();
    assertThat(bench.run("apply", plan, "--auto-approve")).isZero();
    assertThat(bench.cloud.standing).hasSize(2);
  }

  @Test
  void shouldApplyASavedPlanAlthoughTheBlueprintsFileIsGone() throws IOException {
    String plan = folder.resolve("p.json").toString();
    bench.run("plan", "@", "--out", plan);
    Files.delete(bench.blueprint);
    assertThat(bench.run("apply", plan, "--auto-approve")).isZero();
  }

  @Test
  void shouldRefuseAStalePlan() {
    String plan = folder.resolve("p.json").toString();
    bench.run("plan", "@", "--out", plan);
    bench.run("apply", "@", "--auto-approve");
    assertThat(bench.run("apply", plan, "--auto-approve")).isEqualTo(1);
    assertThat(bench.err())
        .isEqualTo(
            """
            error: The plan in DIR/p.json is stale: since it was saved the cloud has changed, and the same blueprint now means other changes.
              hint: `orchestrator plan DIR/demo.yaml --out DIR/p.json` makes a new one to look at.
            """);
  }

  @Test
  void shouldWriteOneJsonDocumentAndKeepTheProgressOutOfIt() throws IOException {
    assertThat(bench.run("apply", "@", "--auto-approve", "--json")).isZero();
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("done")).hasSize(2);
    assertThat(json.path("outputs").path("web").asText()).isEqualTo("20.1.2.3");
    assertThat(json.path("plan").path("summary").path("create").asInt()).isEqualTo(2);
    assertThat(bench.err()).contains("creating network main");
  }

  @Test
  void shouldSayOnlyTheOutputsWhenQuiet() {
    assertThat(bench.run("apply", "@", "--auto-approve", "-q")).isZero();
    assertThat(bench.out()).isEqualTo("web  20.1.2.3\n");
  }
}
