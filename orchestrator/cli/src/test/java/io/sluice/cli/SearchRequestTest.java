package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is asked of a fleet, and what is left of it in the mailbox. */
class SearchRequestTest extends SearchRoom {
  @Test
  @DisplayName("the request says what is asked, for how long, and goes with its answers")
  void request() {
    then(
        () -> {
          one.answer("done", 0);
          two.answer("done", 0);
        });

    search("--from", "2026-11-22T09:00:00Z", "--to", "2026-11-22T12:00:00+01:00", "--limit", "1MB");

    assertThat(asked.path("kind").asText()).isEqualTo("search");
    assertThat(asked.path("from").asText()).isEqualTo("2026-11-22T09:00:00Z");
    assertThat(asked.path("to").asText()).isEqualTo("2026-11-22T11:00:00Z");
    assertThat(asked.path("limitBytes").asLong()).isEqualTo(1_000_000);
    assertThat(asked.path("id").asText()).matches("[a-z0-9-]{1,64}");
    assertThat(Instant.parse(asked.path("until").asText()))
        .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(610));
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
    assertThat(FakeAppliance.request(objects).isMissingNode()).isTrue();
  }

  @Test
  @DisplayName("times that count back do so on the store's clock, and so does the lease")
  void foreignClock() {
    objects.ahead = Duration.ofHours(-5);
    then(
        () -> {
          one.answer("done", 0);
          two.answer("done", 0);
        });

    search("--from", "-2h");

    Instant there = Instant.now().minus(Duration.ofHours(5));
    assertThat(Instant.parse(asked.path("from").asText()))
        .isBetween(there.minusSeconds(7300), there.minusSeconds(7100));
    assertThat(Instant.parse(asked.path("until").asText()))
        .isBetween(there.plusSeconds(500), there.plusSeconds(700));
  }

  @Test
  @DisplayName("other people's requests stay as they are, also what we do not know of them")
  void others() throws IOException {
    String theirs = "{\"requests\":[{\"id\":\"theirs\",\"kind\":\"dance\",\"steps\":[1,2]}]}";
    objects.lay("search/requests.json", theirs.getBytes(StandardCharsets.UTF_8));
    objects.lay("search/theirs/fleet_1/answer.json", new byte[] {1});
    boolean[] raced = {false};
    objects.beforePut =
        name -> {
          if (name.equals("search/requests.json") && !raced[0]) {
            raced[0] = true;
            objects.lay(name, theirs.replace("[1,2]", "[1,2,3]").getBytes(StandardCharsets.UTF_8));
          }
        };

    search();

    assertThat(raced[0]).isTrue();
    assertThat(Json.MAPPER.readTree(objects.kept.get("search/requests.json").bytes()))
        .isEqualTo(Json.MAPPER.readTree(theirs.replace("[1,2]", "[1,2,3]")));
    assertThat(objects.kept).containsKey("search/theirs/fleet_1/answer.json");
  }

  @Test
  @DisplayName("what an asker left behind that was killed is swept up")
  void swept() throws IOException {
    Instant old = Instant.now().minus(Duration.ofHours(1));
    objects.lay(
        "search/requests.json",
        "{\"requests\":[{\"id\":\"dead\",\"until\":\"%s\"},{\"id\":\"alive\",\"until\":\"%s\"}]}"
            .formatted(old, Instant.now().plusSeconds(60))
            .getBytes(StandardCharsets.UTF_8));
    objects.lay("search/dead/fleet_1/answer.json", new byte[1], old);
    objects.lay("search/alive/fleet_1/answer.json", new byte[1], old);
    objects.lay("search/forgotten/fleet_1/000000.pcapng", new byte[1], old);
    objects.lay("search/recent/fleet_1/000000.pcapng", new byte[1]);

    search();

    assertThat(objects.kept.keySet())
        .containsExactly(
            "search/alive/fleet_1/answer.json",
            "search/recent/fleet_1/000000.pcapng",
            "search/requests.json");
    assertThat(FakeAppliance.request(objects).path("id").asText()).isEqualTo("alive");
  }

  @Test
  @DisplayName("an output that cannot be written is told before or after, never as a bug")
  void badOutput() {
    assertThat(bench.run("search", "@", "-o", folder.resolve("no/such").toString())).isEqualTo(1);
    assertThat(bench.err()).contains("error: `DIR/no/such` cannot be written.");
    assertThat(FakeAppliance.request(objects).isMissingNode()).isTrue();
  }

  @Test
  @DisplayName("a filter that is none is shown with a caret before anybody is asked")
  void badFilter() {
    assertThat(bench.run("search", "@", "host 10.0.0.7 und port 443", "-o", "-")).isEqualTo(1);
    assertThat(bench.err())
        .startsWith("error: The filter cannot be used: ")
        .containsPattern("\n  host 10\\.0\\.0\\.7 und port 443\n +\\^+\n");
    assertThat(objects.kept).isEmpty();
  }

  @Test
  @DisplayName("what makes no sense is refused before anybody is asked")
  void nonsense() {
    assertThat(search("--follow", "--to", "now")).isEqualTo(1);
    assertThat(bench.err()).contains("What is followed has no end, so `--to` says nothing.");
    assertThat(search("--from", "-1h", "--to", "-2h")).isEqualTo(1);
    assertThat(bench.err()).contains("`--from` is after `--to`.");
    assertThat(search("--from", "yesterday")).isEqualTo(1);
    assertThat(bench.err()).contains("`yesterday` is no time; write one as `-2h`");
    assertThat(search("--limit", "0GB")).isEqualTo(1);
    assertThat(bench.err()).contains("`0GB` is no size");
    assertThat(objects.kept).isEmpty();
  }
}
