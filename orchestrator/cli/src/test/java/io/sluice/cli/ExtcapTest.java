package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Wireshark asks, in its words. */
class ExtcapTest {
  @TempDir Path folder;
  private Bench bench;
  private String home;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
    home = System.getProperty("sluice.home");
  }

  @AfterEach
  void tearDown() {
    if (home == null) {
      System.clearProperty("sluice.home");
    } else {
      System.setProperty("sluice.home", home);
    }
  }

  @Test
  @DisplayName("it names its interface, its link type and what can be set")
  void questions() {
    assertThat(bench.run("extcap", "--extcap-interfaces", "--extcap-version=4.4")).isZero();
    assertThat(bench.out())
        .isEqualTo(
            """
            extcap {version=unpackaged}{display=Sluice}
            interface {value=sluice}{display=Sluice: what a fleet captures}
            """);
    assertThat(bench.run("extcap", "--extcap-interface", "sluice", "--extcap-dlts")).isZero();
    assertThat(bench.out()).isEqualTo("dlt {number=1}{name=EN10MB}{display=Ethernet}\n");
    assertThat(bench.run("extcap", "--extcap-interface", "sluice", "--extcap-config")).isZero();
    assertThat(bench.out().lines())
        .allMatch(line -> line.matches("arg \\{number=\\d}\\{call=--[a-z]+}\\{display=.+"))
        .hasSize(4);
  }

  @Test
  @DisplayName("options that a later Wireshark may add are let pass")
  void unknown() {
    assertThat(bench.run("extcap", "--extcap-interfaces", "--extcap-new-thing", "7")).isZero();
    assertThat(bench.err()).isEmpty();
  }

  @Test
  @DisplayName("packets go to the pipe as they come, and no word anywhere")
  void capture() throws IOException {
    bench.cloud.machines.add(Machines.ready("fleet_1"));
    FakeAppliance one = new FakeAppliance(bench.cloud.objects, "fleet_1");
    int[] round = {0};
    bench.meanwhile =
        () -> {
          if (FakeAppliance.request(bench.cloud.objects).has("id")) {
            one.chunk(++round[0]);
            one.answer("running", round[0]);
          }
        };
    bench.rounds = 4;
    Path fifo = folder.resolve("fifo");

    int code =
        bench.run(
            "extcap",
            "--capture",
            "--extcap-interface",
            "sluice",
            "--fifo",
            fifo.toString(),
            "--blueprint",
            "@");

    assertThat(code).isZero();
    assertThat(Packets.seconds(fifo)).startsWith(1.0, 2.0, 3.0);
    assertThat(bench.out()).isEmpty();
    assertThat(bench.err()).isEmpty();
  }

  @Test
  @DisplayName("without a blueprint it says where to name one")
  void noBlueprint() {
    assertThat(bench.run("extcap", "--capture", "--fifo", "x")).isEqualTo(1);
    assertThat(bench.err()).contains("hint: Set the blueprint in the interface's options");
    assertThat(bench.out()).isEmpty();
  }

  @Test
  @DisplayName("it lays a script where Wireshark looks for it")
  void install() throws IOException {
    System.setProperty("sluice.home", folder.resolve("it's here").toString());
    Path extcaps = folder.resolve("lib/extcap");

    assertThat(bench.run("extcap", "--install", extcaps.toString())).isZero();

    Path script = extcaps.resolve("sluice");
    assertThat(Files.isExecutable(script)).isTrue();
    assertThat(script)
        .hasContent(
            "#!/bin/sh\nexec '%s/it'\\''s here/bin/orchestrator' extcap \"$@\"\n"
                .formatted(folder));
  }
}
