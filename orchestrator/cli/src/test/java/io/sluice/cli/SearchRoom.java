package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of two, and what happens to it from one look at it to the next. */
abstract class SearchRoom {

  @TempDir Path folder;
  Bench bench;
  FakeObjects objects;
  FakeAppliance one;
  FakeAppliance two;
  final List<Runnable> seconds = new ArrayList<>();
  int second;

  /** As the machines saw it. */
  JsonNode asked = Json.object();

  @BeforeEach
  void open() throws IOException {
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

  FakeAppliance machine(String name) {
    bench.cloud.machines.add(Machines.ready(name));
    return new FakeAppliance(objects, name);
  }

  /** What happens between one look and the next, which are a second apart. */
  void then(Runnable what) {
    seconds.add(what);
  }

  void nothingFor(int pauses) {
    for (int i = 0; i < pauses; i++) {
      then(() -> {});
    }
  }

  int search(String... more) {
    List<String> words = new ArrayList<>(List.of("search", "@", "-o", found().toString()));
    words.addAll(List.of(more));
    return bench.run(words.toArray(String[]::new));
  }

  Path found() {
    return folder.resolve("found.pcapng");
  }

  List<Double> stamps() throws IOException {
    return Packets.seconds(found());
  }
}
