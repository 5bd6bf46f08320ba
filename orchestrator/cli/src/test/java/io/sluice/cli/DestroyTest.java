package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestroyTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    bench.run("apply", "@", "--auto-approve", "--wait", "0s");
  }

  @Test
  void shouldTakeAllAwayAndProveIt() {
    assertThat(bench.run("destroy", "@", "--auto-approve")).isZero();
    assertThat(bench.out())
        .endsWith(
            """
            deleting gateway front
            deleted gateway front in TIME
            deleting network main
            deleted network main in TIME
            Destroyed: delete 2. The cloud was asked again: nothing of blueprint demo is left.
            """);
    assertThat(bench.cloud.standing).isEmpty();
  }

  @Test
  void shouldNameWhatSurvives() {
    bench.cloud.survivor = "main";
    assertThat(bench.run("destroy", "@", "--auto-approve")).isEqualTo(1);
    assertThat(bench.err())
        .isEqualTo(
            """
            error: The network main is still there.
              /network/main/1
              hint: `orchestrator destroy DIR/demo.yaml` goes on from here.
            """);
    assertThat(bench.out()).doesNotContain("Destroyed");
  }

  @Test
  void shouldSayWhatCouldNotBeDeleted() throws IOException {
    bench.cloud.undeletable = new FakeProvider.Refusal("It is locked.");
    assertThat(bench.run("destroy", "@", "--auto-approve", "--json")).isEqualTo(1);
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("ok").asBoolean(true)).isFalse();
    assertThat(json.path("problems").path(0).path("summary").asText()).contains("It is locked.");
    assertThat(json.path("notDone")).hasSize(2);
  }

  @Test
  void shouldSayThatNothingIsThere() {
    bench.run("destroy", "@", "--auto-approve");
    assertThat(bench.run("destroy", "@", "--auto-approve")).isZero();
    assertThat(bench.out()).isEqualTo("Nothing of blueprint demo is there to destroy.\n");
  }

  @Test
  void shouldRefuseToGuessWithoutATerminal() {
    assertThat(bench.run("destroy", "@")).isEqualTo(1);
    assertThat(bench.cloud.standing).hasSize(2);
  }
}
