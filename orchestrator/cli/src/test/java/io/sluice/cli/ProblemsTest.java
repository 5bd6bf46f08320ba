package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
  }

  @Test
  void shouldTellEveryProblemAtOnceWithItsPlaceAndHint() throws IOException {
    Files.writeString(
        bench.blueprint,
        Bench.BLUEPRINT.replace("gateway:", "gatway:").replace("max: 4", "max: 1"));
    assertThat(bench.run("validate", "@")).isEqualTo(1);
    assertThat(bench.err())
        .contains("  at DIR/demo.yaml:13:1\n  hint: Did you mean `gateway`?")
        .contains("  at DIR/demo.yaml:20:");
    assertThat(bench.out()).isEmpty();
  }

  @Test
  void shouldTellProblemsAsJson() throws IOException {
    Files.writeString(bench.blueprint, Bench.BLUEPRINT.replace("gateway:", "gatway:"));
    assertThat(bench.run("validate", "@", "--json")).isEqualTo(1);
    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("ok").asBoolean(true)).isFalse();
    assertThat(json.path("problems").findValuesAsText("severity")).contains("error");
    assertThat(json.path("problems").findValues("where").getFirst().path("line").asInt())
        .isPositive();
    assertThat(bench.err()).isEmpty();
  }

  @Test
  void shouldPointIntoAFilterThatIsNone() throws IOException {
    Files.writeString(
        bench.blueprint,
        Bench.BLUEPRINT
            + """
            pipeline:
              capture: {filter: "tcp port 443 and prot 80", keep: {size: 1 GB}}
              tools:
                - {name: ids, filter: inner host 10.0.0.7 and vni 901, replicate: ["vxlan://10.9.9.9?vni=7"]}
                - {name: dns, filter: port 70000, replicate: ["vxlan://10.9.9.9?vni=8"]}
            """);
    int line = (int) Bench.BLUEPRINT.lines().count();
    assertThat(bench.run("validate", "@")).isEqualTo(1);
    assertThat(bench.err())
        .containsOnlyOnce("`pipeline.capture.filter` is no filter: ")
        .contains("  at DIR/demo.yaml:%d:39\n".formatted(line + 2))
        .contains("  tcp port 443 and prot 80\n                   ^^^^\n")
        .containsOnlyOnce("`pipeline.tools[1].filter` is no filter: ")
        .contains("  at DIR/demo.yaml:%d:27\n".formatted(line + 5))
        .contains("  port 70000\n  ^^^^^^^^^^\n")
        .doesNotContain("tools[0]");
  }

  @Test
  void shouldSayThatABlueprintIsValid() {
    assertThat(bench.run("validate", "@")).isZero();
    assertThat(bench.out()).isEqualTo("DIR/demo.yaml is valid.\n");
  }

  @Test
  void shouldSuggestTheOptionThatWasMeant() {
    assertThat(bench.run("plan", "@", "--sandbx")).isEqualTo(1);
    assertThat(bench.err()).startsWith("error: Unknown option: '--sandbx'.").contains("--sandbox");
  }

  @Test
  void shouldSuggestTheCommandThatWasMeant() {
    assertThat(bench.run("aply")).isEqualTo(1);
    assertThat(bench.err()).contains("Did you mean `apply`?");
  }

  @Test
  void shouldSayOfItsOwnBugThatItIsOneAndKeepTheTraceInAFile() throws IOException {
    bench.cloud.meanwhile =
        () -> {
          throw new ArithmeticException("seven");
        };
    assertThat(bench.run("apply", "@", "--auto-approve")).isEqualTo(70);
    assertThat(bench.err())
        .contains("This is a bug in orchestrator")
        .contains("Please report it")
        .contains("seven")
        .doesNotContain("\tat ");
    Matcher file = Pattern.compile("with the file (\\S+),").matcher(bench.err());
    assertThat(file.find()).isTrue();
    Path trace = Path.of(file.group(1));
    assertThat(trace).content().contains("ArithmeticException").contains("\tat ");
    Files.delete(trace);
  }
}
