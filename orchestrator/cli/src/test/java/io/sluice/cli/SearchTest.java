package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Packets of a fleet, of which each machine does in each second what it is told. */
class SearchTest extends SearchRoom {
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
  @DisplayName("packets that a machine's workers handed in some milliseconds late are put right")
  void workers() throws IOException {
    then(
        () -> {
          one.chunk(1.010, 1.002, 1.003, 1.020);
          one.answer("done", 100);
          two.chunk(1.005, 1.015);
          two.answer("done", 100);
        });

    assertThat(search()).isZero();

    assertThat(stamps()).containsExactly(1.002, 1.003, 1.005, 1.01, 1.015, 1.02);
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

    assertThat(stamps()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 0.5, 8.0, 8.5, 9.0);
    assertThat(bench.err()).contains("warning: 1 packet came late and stands behind later ones.");
    assertThat(asked.path("follow").asBoolean()).isTrue();
    assertThat(asked.has("from")).isTrue();
    assertThat(objects.kept.keySet()).containsExactly("search/requests.json");
  }

  @Test
  @DisplayName("what was read of an answer is deleted while the search goes on")
  void readAndGone() {
    List<Set<String>> left = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int now = i;
      then(
          () -> {
            left.add(Set.copyOf(objects.kept.keySet()));
            one.chunk(now);
            one.answer("running", now);
            two.answer("running", now);
          });
    }
    bench.rounds = 5;

    search("--follow");

    assertThat(left.getLast()).noneMatch(name -> name.endsWith("000000.pcapng"));
    assertThat(left.getLast()).anyMatch(name -> name.endsWith("000002.pcapng"));
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
  @DisplayName("a reader of a pipe that leaves ends it, and that is no problem")
  void readerLeaves() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var in = Files.newInputStream(fifo)) {
                    assertThat(in.readNBytes(12)).hasSize(12);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    then(
        () -> {
          one.chunk(1);
          one.answer("running", 5);
          two.answer("running", 5);
        });
    then(
        () -> {
          try {
            reader.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          one.chunk(6);
          one.answer("running", 9);
          two.answer("running", 9);
        });

    assertThat(bench.run("search", "@", "--follow", "-o", fifo.toString())).isZero();

    assertThat(bench.err()).isEmpty();
    assertThat(bench.rounds).isGreaterThan(50);
    assertThat(FakeAppliance.request(objects).isMissingNode()).isTrue();
  }

  @Test
  @DisplayName("an output that is full is a problem, and no request is left behind")
  void full() {
    then(
        () -> {
          one.chunk(1);
          one.answer("done", 100);
          two.answer("done", 100);
        });

    assertThat(bench.run("search", "@", "-o", "/dev/full")).isEqualTo(1);

    assertThat(bench.err()).contains("error: `/dev/full` cannot be written.");
    assertThat(FakeAppliance.request(objects).isMissingNode()).isTrue();
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
}
