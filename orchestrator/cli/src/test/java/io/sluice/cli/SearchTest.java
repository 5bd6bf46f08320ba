package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets of a fleet, of which each machine does in each second what it is told. */
class SearchTest {
  @TempDir Path folder;
  private Bench bench;
  private FakeObjects objects;
  private FakeAppliance one;
  private FakeAppliance two;
  private final List<Runnable> seconds = new ArrayList<>();
  private int second;

  /** As the machines saw it. */
  private JsonNode asked = Json.object();

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
          }
          if (second < seconds.size()) {
            seconds.get(second++).run();
          }
        };
  }

  private FakeAppliance machine(String name) {
    bench.cloud.machines.add(Machines.ready(name));
    return new FakeAppliance(objects, name);
  }

  /** What happens between one look and the next, which are a second apart. */
  private void then(Runnable what) {
    seconds.add(what);
  }

  private void nothingFor(int pauses) {
    for (int i = 0; i < pauses; i++) {
      then(() -> {});
    }
  }

  private int search(String... more) {
    List<String> words = new ArrayList<>(List.of("search", "@", "-o", found().toString()));
    words.addAll(List.of(more));
    return bench.run(words.toArray(String[]::new));
  }

  private Path found() {
    return folder.resolve("found.pcapng");
  }

  private List<Double> stamps() throws IOException {
    return Packets.seconds(found());
  }

  @Test
  @DisplayName("what all machines have is merged in time order, under each machine's name")
  void merged() throws IOException {
    then(
        () -> {
          one.chunk(1, 4);
          one.chunk(4.5, 9);
          one.answer("done", 100);
          two.chunk(2, 3, 5);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(stamps()).containsExactly(1.0, 2.0, 3.0, 4.0, 4.5, 5.0, 9.0);
    assertThat(new String(Files.readAllBytes(found()), StandardCharsets.ISO_8859_1))
        .containsOnlyOnce("fleet_1 external vni 901")
        .containsOnlyOnce("fleet_2 external vni 901");
    assertThat(bench.out())
        .contains("2 machines: 2 asked\n")
        .endsWith("7 packets (628 B) of 2 machines in DIR/found.pcapng.\n");
    assertThat(bench.err()).isEmpty();
  }

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
  @DisplayName("a machine that is late is waited for, and its earlier packets come first")
  void late() throws IOException {
    then(
        () -> {
          one.chunk(5, 6);
          one.answer("done", 100);
          two.answer("waiting", -1);
        });
    nothingFor(4);
    then(() -> two.answer("running", -1));
    nothingFor(3);
    then(
        () -> {
          two.chunk(1, 2);
          two.answer("running", 2);
        });
    then(
        () -> {
          two.chunk(7);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(stamps()).containsExactly(1.0, 2.0, 5.0, 6.0, 7.0);
  }

  @Test
  @DisplayName("a machine that never answers is named, and the others' packets are there")
  void dead() throws IOException {
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0);
    assertThat(bench.err()).contains("error: Machine fleet_2 did not answer.\n");
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
  }

  @Test
  @DisplayName("a machine that falls silent half-way is named with how far it came")
  void silent() throws IOException {
    then(
        () -> {
          one.chunk(1, 9);
          one.answer("done", 100);
          two.chunk(2);
          two.answer("running", 3);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0, 2.0, 9.0);
    assertThat(bench.err())
        .contains(
            "Machine fleet_2 fell silent after what it had found up to 2026-11-22T10:00:03Z.");
  }

  @Test
  @DisplayName("a machine that speaks now and then is not silent, however long it takes")
  void slow() throws IOException {
    then(
        () -> {
          one.answer("done", 100);
          two.answer("running", 0);
        });
    for (int round = 1; round <= 5; round++) {
      int through = round;
      nothingFor(10);
      then(() -> two.answer("running", through));
    }
    then(
        () -> {
          two.chunk(8);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(stamps()).containsExactly(8.0);
  }

  @Test
  @DisplayName("a machine that failed, or was cut off, or could not read all, says so itself")
  void told() throws IOException {
    then(
        () -> {
          one.answer("failed", -1, "The filter cannot be used: `x` is no word.");
          two.chunk(1);
          two.say(
              Json.object()
                  .put("state", "cancelled")
                  .put("chunks", 1)
                  .set("unread", Json.MAPPER.createArrayNode().add("a.pcapng is damaged.")));
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0);
    assertThat(bench.err())
        .contains("Machine fleet_1 could not answer.\n  The filter cannot be used: `x` is no word.")
        .contains("Machine fleet_2 ended before it had looked at all.")
        .contains("Machine fleet_2 could not read all that it holds.\n  a.pcapng is damaged.");
  }

  @Test
  @DisplayName("a machine with a foreign clock is named; its packets stand where it puts them")
  void clock() throws IOException {
    two.clockAheadMillis = -3_600_000;
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.chunk(-3600, 5);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(stamps()).containsExactly(-3600.0, 1.0, 5.0);
    assertThat(bench.err())
        .contains("warning: The clock of machine fleet_2 is 3600 s behind; its packets stand");
  }

  @Test
  @DisplayName("a machine that has not started is not waited for")
  void notStarted() {
    bench.cloud.machines.add(new io.sluice.engine.fleet.Machine("fleet_3", "Creating", true, null));
    then(
        () -> {
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(bench.err()).contains("Machine fleet_3 has not started yet (Creating)");
  }

  @Test
  @DisplayName("offloaded segments are searched where no answer covers them, and only there")
  void offloaded() throws IOException {
    objects.lay(
        "capture/gone_7/000000000001-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 0.5, 2.5));
    objects.lay("capture/gone_7/000000000001-20261122T100000Z.idx", new byte[0]);
    objects.lay(
        "capture/gone_7/000000000002-20261122T100005Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 6));
    objects.lay(
        "capture/fleet_1/000000000008-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 0.25));
    objects.lay(
        "capture/fleet_1/000000000009-20261122T100001.000000000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 1));
    one.oldest = 1;
    then(
        () -> {
          two.answer("running", -1);
          one.answer("running", -1);
        });
    then(
        () -> {
          one.chunk(1);
          one.segments.add("000000000009-20261122T100001.000000000Z.pcapng");
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search("--to", "2026-11-22T10:00:05.5Z")).isZero();

    assertThat(stamps()).containsExactly(0.25, 0.5, 1.0, 2.5);
    assertThat(bench.out()).contains("of 2 machines and 3 offloaded segments in");
  }

  @Test
  @DisplayName("a segment that goes from its machine in the midst of it is told to be missing")
  void missed() {
    objects.lay(
        "capture/fleet_1/000000000008-20261122T100000.000000000Z.pcapng",
        FakeAppliance.pcapng("external", 901, 0.25));
    one.oldest = 0;
    then(
        () -> {
          one.answer("running", -1);
          two.answer("done", 100);
        });
    then(
        () -> {
          one.oldest = 1;
          one.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(bench.err())
        .contains("A segment of machine fleet_1 went from it before it was searched.");
  }

  @Test
  @DisplayName("a machine that answers after it was given up is not found twice")
  void givenUp() throws IOException {
    byte[] segment = FakeAppliance.pcapng("external", 901, 1);
    objects.lay("capture/fleet_1/000000000008-20261122T100000.000000000Z.pcapng", segment);
    then(() -> two.answer("running", -1));
    for (int i = 0; i < 20; i++) {
      int beat = i;
      then(() -> two.answer("running", beat));
    }
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.chunk(2);
          two.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0, 2.0);
    assertThat(bench.err()).contains("Machine fleet_1 did not answer.");
  }

  @Test
  @DisplayName("segments that were closed long before are not read")
  void oldSegments() throws IOException {
    Instant closed = FakeAppliance.START.plusSeconds(60);
    objects.lay(
        "capture/gone/000000000001-20261122T100000Z.pcapng",
        FakeAppliance.pcapng("internal", 900, 1),
        closed);
    then(
        () -> {
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(search("--from", closed.plusSeconds(3600).toString())).isZero();

    assertThat(objects.ranges).noneMatch(name -> name.startsWith("capture/"));
  }

  @Test
  @DisplayName("a segment that is damaged gives what is before the damage, and is named")
  void damaged() throws IOException {
    byte[] damaged = FakeAppliance.pcapng("internal", 900, 1, 2);
    int second = damaged.length - last(damaged);
    damaged[second + 4] = 3;
    objects.lay("capture/gone/000000000001-20261122T100000Z.pcapng", damaged);
    then(
        () -> {
          one.answer("done", 100);
          two.chunk(3);
          two.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0, 3.0);
    assertThat(bench.err())
        .contains(
            "error: `capture/gone/000000000001-20261122T100000Z.pcapng` could not be searched as a"
                + " whole.\n  At byte %d there is no block: what follows is not searched."
                    .formatted(second));
  }

  /** The length of the last block, which stands at its end. */
  private static int last(byte[] pcapng) {
    return java.nio.ByteBuffer.wrap(pcapng)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getInt(pcapng.length - 4);
  }

  @Test
  @DisplayName("what is followed flows on, and a late machine holds the others 5 s, not longer")
  void followed() throws IOException {
    then(
        () -> {
          one.chunk(1);
          one.answer("running", 1);
          two.answer("running", 0);
        });
    for (int i = 2; i <= 9; i++) {
      int now = i;
      then(
          () -> {
            one.chunk(now);
            one.answer("running", now);
            if (now == 9) {
              two.chunk(0.5, 8.5);
            }
            two.answer("running", now == 9 ? 9 : 0);
          });
    }
    bench.rounds = 12;

    assertThat(search("--follow")).isZero();

    assertThat(stamps()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 0.5, 8.5, 9.0);
    assertThat(bench.err()).contains("warning: 1 packet came late and stands behind later ones.");
    assertThat(asked.path("follow").asBoolean()).isTrue();
    assertThat(asked.has("from")).isTrue();
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
  }

  @Test
  @DisplayName("a machine that comes while others are followed is asked, too")
  void newcomer() throws IOException {
    then(
        () -> {
          one.answer("running", 0);
          two.answer("running", 0);
        });
    for (int i = 1; i <= 40; i++) {
      int now = i;
      then(
          () -> {
            if (now == 10) {
              FakeAppliance three = machine("fleet_3");
              three.chunk(35);
              three.answer("running", 40);
            }
            one.answer("running", now);
            two.answer("running", now);
          });
    }
    bench.rounds = 41;

    assertThat(search("--follow")).isZero();

    assertThat(stamps()).containsExactly(35.0);
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
  @DisplayName("standard output holds packets and nothing else")
  void standardOutput() throws IOException {
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(bench.run("search", "@", "-o", "-")).isZero();

    assertThat(Packets.seconds(bench.bytes)).containsExactly(1.0);
    assertThat(bench.err()).contains("1 packet (").contains("in standard output.");
  }

  @Test
  @DisplayName("the same as JSON, problems included")
  void json() throws IOException {
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
        });

    assertThat(search("--json")).isEqualTo(1);

    JsonNode json = Json.MAPPER.readTree(bench.out());
    assertThat(json.path("ok").asBoolean(true)).isFalse();
    assertThat(json.path("packets").asInt()).isEqualTo(1);
    assertThat(json.path("machines").path(0).path("state").asText()).isEqualTo("done");
    assertThat(json.path("machines").path(1).path("state").asText()).isEqualTo("silent");
    assertThat(json.path("problems").path(0).path("code").asText()).isEqualTo("search.no-answer");
  }

  @Test
  @DisplayName("a limit ends the file, and it is told that there may be more")
  void limit() throws IOException {
    then(
        () -> {
          one.chunk(java.util.stream.IntStream.range(0, 200).asDoubleStream().toArray());
          one.answer("running", 200);
          two.answer("running", 200);
        });

    assertThat(search("--limit", "1kB")).isZero();

    assertThat(Files.size(found())).isBetween(1_000L, 1_100L);
    assertThat(stamps()).startsWith(0.0, 1.0);
    assertThat(bench.err()).contains("warning: The limit was reached; there may be more.");
  }

  @Test
  @DisplayName("what stops it half-way leaves a whole file and no request")
  void stopped() throws IOException {
    then(
        () -> {
          one.chunk(1);
          one.answer("running", 5);
          two.answer("running", 5);
        });
    bench.rounds = 2;

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0);
    assertThat(bench.err()).contains("The search was ended before it had found all.");
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
  }

  @Test
  @DisplayName("a mailbox that refuses is a problem, not a bug, and the file stays whole")
  void refused() throws IOException {
    objects.beforeRange =
        name -> {
          if (name.contains("fleet_2")) {
            throw new FakeProvider.Refusal("You may not read it.");
          }
        };
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.chunk(2);
          two.answer("done", 100);
        });

    assertThat(search()).isEqualTo(1);

    assertThat(stamps()).containsExactly(1.0);
    assertThat(bench.err()).contains("error: You may not read it.");
  }

  @Test
  @DisplayName("an output that cannot be written is told before or after, never as a bug")
  void badOutput() {
    assertThat(bench.run("search", "@", "-o", folder.resolve("no/such").toString())).isEqualTo(1);
    assertThat(bench.err()).contains("error: `DIR/no/such` cannot be written.");
    assertThat(FakeAppliance.request(objects).isMissingNode()).isTrue();
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
