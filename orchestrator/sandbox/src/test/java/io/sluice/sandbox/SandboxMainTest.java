package io.sluice.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxMainTest {
  @TempDir private Path dir;
  private Process daemon;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    daemon =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.sluice.sandbox.SandboxMain",
                "--dir",
                dir.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("sandbox.log").toFile())
            .start();
    while (!Files.exists(card())) {
      assertThat(daemon.isAlive()).as(Files.readString(dir.resolve("sandbox.log"))).isTrue();
      Thread.sleep(20);
    }
  }

  @AfterEach
  void stop() {
    daemon.destroyForcibly();
  }

  private Path card() {
    return dir.resolve("sandbox.json");
  }

  private int status() throws IOException, InterruptedException {
    var json = new ObjectMapper().readTree(card().toFile());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(json.path("http").asText() + "/sandbox/status"))
            .header("Authorization", "Bearer " + json.path("token").asText())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void itAnswersAsSoonAsItsCardIsThere() throws Exception {
    assertThat(status()).isEqualTo(200);
    assertThat(Files.getPosixFilePermissions(card())).hasToString("[OWNER_READ, OWNER_WRITE]");
  }

  @Test
  void aSecondOneInTheSameFolderIsRefused() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        SandboxMain.run(
            new String[] {"--dir", dir.toString()},
            new PrintStream(err, true, UTF_8),
            PaperMachines::new);
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("running in " + dir + " already");
    assertThat(status()).isEqualTo(200);
  }

  @Test
  void ctrlCIsNotMeantForItAndTermIs() throws Exception {
    signal("INT");
    assertThat(status()).isEqualTo(200);
    signal("TERM");
    assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(card()).doesNotExist();
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }
}
