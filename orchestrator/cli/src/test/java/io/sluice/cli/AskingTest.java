package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts and keeps: what is asked of a fleet besides packets. */
class AskingTest {
  @TempDir Path folder;
  private Bench bench;
  private FakeObjects objects;
  private FakeAppliance one;
  private FakeAppliance two;
  private JsonNode asked = Json.object();
  private Runnable answers = () -> {};

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    objects = bench.cloud.objects;
    one = machine("fleet_1");
    two = machine("fleet_2");
    bench.rounds = 100;
    bench.meanwhile =
        () -> {
          JsonNode request = FakeAppliance.request(objects);
          if (request.has("id")) {
            asked = request;
            answers.run();
          }
        };
  }

  private FakeAppliance machine(String name) {
    bench.cloud.machines.add(Machines.ready(name));
    return new FakeAppliance(objects, name);
  }

  private static ObjectNode finding(
      String indicator, long packets, long flows, double first, double last) {
    return Json.object()
        .put("indicator", indicator)
        .put("packets", packets)
        .put("bytes", packets * 100)
        .put("flows", flows)
        .put("firstSeen", Instant.ofEpochSecond(0, FakeAppliance.nanos(first)).toString())
        .put("lastSeen", Instant.ofEpochSecond(0, FakeAppliance.nanos(last)).toString());
  }

  private static ObjectNode hunted(long packets, ObjectNode... findings) {
    ObjectNode answer = Json.object().put("state", "done").put("packets", packets);
    for (ObjectNode finding : findings) {
      answer.withArray("findings").add(finding);
    }
    return answer;
  }

  private Path indicators(String text) throws IOException {
    return Files.writeString(folder.resolve("indicators.txt"), text);
  }

  @Test
  @DisplayName("a hunt sums over the fleet what was seen, the earliest first")
  void hunt() throws IOException {
    Path file =
        indicators("# of a report\n203.0.113.9  # c2\n\n*.evil.example\n203.0.113.9\nx.y\n");
    answers =
        () -> {
          one.say(
              hunted(
                  1_000,
                  finding("*.evil.example", 10, 2, 5, 9),
                  finding("203.0.113.9", 7, 1, 6, 7)));
          two.say(hunted(500, finding("*.evil.example", 3, 1, 8, 12.5)));
        };

    assertThat(bench.run("hunt", "@", file.toString(), "--from", "-2d")).isZero();

    assertThat(bench.out())
        .contains(
            """
            INDICATOR       FIRST SEEN            LAST SEEN                 PACKETS  FLOWS  MACHINES
            *.evil.example  2026-11-22T10:00:05Z  2026-11-22T10:00:12.500Z       13      3  fleet_1, fleet_2
            203.0.113.9     2026-11-22T10:00:06Z  2026-11-22T10:00:07Z            7      1  fleet_1

            2 of 3 indicators seen, in 1500 packets of 2 machines.
            """);
    assertThat(asked.path("kind").asText()).isEqualTo("hunt");
    assertThat(asked.path("indicators"))
        .extracting(JsonNode::asText)
        .containsExactly("203.0.113.9", "*.evil.example", "x.y");
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
  }

  @Test
  @DisplayName("what no machine holds any more was not looked at, and that is told")
  void huntBeyond() throws IOException {
    objects.lay("capture/gone/000000000001-20261122T100000Z.pcapng", new byte[9]);
    answers =
        () -> {
          one.say(hunted(10));
          two.say(hunted(20, finding("10.0.0.7", 1, 1, 1, 1)));
        };

    assertThat(bench.run("hunt", "@", indicators("10.0.0.7").toString(), "--json")).isEqualTo(1);

    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("packets").asInt()).isEqualTo(30);
    assertThat(json.path("findings").path(0).path("indicator").asText()).isEqualTo("10.0.0.7");
    assertThat(json.path("findings").path(0).path("machines").path(0).asText())
        .isEqualTo("fleet_2");
    assertThat(json.path("problems").path(0).path("summary").asText())
        .isEqualTo("1 offloaded segment that no machine holds any more was not looked at.");
  }

  @Test
  @DisplayName("a file without an indicator, or that is none, is a problem")
  void badIndicators() throws IOException {
    assertThat(bench.run("hunt", "@", indicators("# nothing\n").toString())).isEqualTo(1);
    assertThat(bench.err()).contains("There is no indicator in `DIR/indicators.txt`.");
    assertThat(bench.run("hunt", "@", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(bench.err()).contains("`DIR/none` cannot be read.");
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(bench.run("hunt", "@", folder.resolve("binary").toString())).isEqualTo(1);
    assertThat(bench.err()).contains("`DIR/binary` cannot be read.\n  It is no text in UTF-8.");
    assertThat(objects.kept).isEmpty();
  }

  @Test
  @DisplayName("every machine keeps the minute around a moment, and says which segments hold it")
  void keep() {
    answers =
        () -> {
          one.say(
              Json.object()
                  .put("state", "done")
                  .set("segments", Json.MAPPER.createArrayNode().add("a").add("b")));
          two.say(Json.object().put("state", "done"));
        };

    assertThat(
            bench.run(
                "capture",
                "keep",
                "@",
                "--at",
                "2026-11-22T10:30:00Z",
                "--after",
                "2m",
                "--why",
                "INC-4711"))
        .isZero();

    assertThat(bench.out())
        .contains(
            """
            MACHINE  STATE  SEGMENTS KEPT
            fleet_1  done               2
            fleet_2  done               0

            From 2026-11-22T10:29:00Z to 2026-11-22T10:32:00Z.
            """);
    assertThat(asked.path("kind").asText()).isEqualTo("keep");
    assertThat(asked.path("why").asText()).isEqualTo("INC-4711");
  }

  @Test
  @DisplayName("a machine that does not say that it keeps it is named")
  void keepOfSome() {
    answers =
        () -> {
          one.say(Json.object().put("state", "done"));
          two.say(Json.object().put("state", "failed").put("problem", "The disk is full."));
        };

    assertThat(bench.run("capture", "keep", "@", "--why", "x")).isEqualTo(1);

    assertThat(bench.err())
        .contains("error: Machine fleet_2 could not answer.\n  The disk is full.");
    Instant to = Instant.parse(asked.path("to").asText());
    assertThat(Duration.between(Instant.parse(asked.path("from").asText()), to))
        .isEqualTo(Duration.ofMinutes(2));
  }
}
