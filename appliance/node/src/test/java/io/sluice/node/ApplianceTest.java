package io.sluice.node;

import static io.sluice.node.Processes.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.azure.FakeAzure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process in Azure, from boot document to exit status. */
@Timeout(60)
class ApplianceTest {
  private static final String ADDRESS = "127.77.0.7";
  private static final String CONFIG =
      "blueprint: web\n"
          + "tunnels: {internal: {vni: 900, port: 10800}, external: {vni: 901, port: 10801}}";

  @TempDir private Path folder;
  private Processes processes;
  private FakeAzure azure;

  @BeforeEach
  void start() throws IOException {
    processes = new Processes(folder, ADDRESS);
    azure = new FakeAzure();
  }

  @AfterEach
  void stop() {
    processes.close();
    azure.close();
  }

  private Process run(boolean parentPipe, String drain) throws IOException {
    Path boot = folder.resolve("boot.json");
    Files.writeString(
        boot,
        """
        {"blueprint":"web",
         "mailbox":{"type":"azure-blob","url":"%s","clientId":"c"},
         "tunnels":{"internal":{"vni":900,"port":10800},"external":{"vni":901,"port":10801}},
         "probe":{"port":8080,"path":"/health","intervalSeconds":5,"failAfter":2}}
        """
            .formatted(azure.address()));
    return processes.launch(
        Map.of(
            "AZURE_POD_IDENTITY_AUTHORITY_HOST",
            azure.host(),
            "SLUICE_PARENT_PIPE",
            parentPipe ? "1" : ""),
        "run",
        "--boot",
        boot.toString(),
        "--address",
        ADDRESS,
        "--drain",
        drain);
  }

  private JsonNode status() throws IOException {
    byte[] bytes = azure.objects.getOrDefault("status/fleet_3.json", "{}".getBytes(UTF_8));
    return new ObjectMapper().readTree(bytes);
  }

  @Test
  void becomesReadyWithItsConfigReportsAndDrainsOnSigterm() throws Exception {
    Process appliance = run(false, "1");
    until(() -> processes.health() == 503);
    assertThat(processes.get(":8080/health").body()).startsWith("no config has been read yet");
    assertThat(processes.get(":8080/other").statusCode()).isEqualTo(404);

    azure.objects.put("config/appliance.yaml", CONFIG.getBytes(UTF_8));
    until(() -> processes.health() == 200);
    assertThat(processes.get(":8080/health").body()).isEqualTo("ready\n");
    until(() -> status().path("state").asText().equals("ready"));
    assertThat(status().path("machine").asText()).isEqualTo("fleet_3");
    assertThat(processes.get(":9464/metrics").body())
        .contains("sluice_in_packets_total{tunnel=\"external\"} 0\n")
        .contains("sluice_drop_packets_total{reason=\"bad-vni\"} 0\n")
        .contains("sluice_ready 1\n");

    appliance.destroy();
    until(() -> processes.health() == 503);
    assertThat(appliance.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isZero();
    assertThat(status().path("state").asText()).isEqualTo("draining");
    assertThat(status().path("ready").asBoolean()).isFalse();
    assertThat(processes.out()).doesNotContain("secret-");
  }

  @Test
  void leavesWithTheParentThatHoldsItsPipe() throws Exception {
    Process appliance = run(true, "600");
    until(() -> processes.health() == 503);
    appliance.getOutputStream().close();

    assertThat(appliance.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTakenPortIsOneSentenceAndExitOne() throws Exception {
    run(false, "0");
    until(() -> processes.health() == 503);
    Process second = run(false, "0");

    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(processes.err())
        .startsWith("The appliance cannot start because UDP port 10801 on 127.77.0.7 cannot")
        .doesNotContain("\tat ");
  }

  @Test
  void aMissingBootDocumentIsOneSentenceAndExitOne() throws Exception {
    Process appliance =
        processes.launch(Map.of(), "run", "--boot", folder.resolve("none").toString());

    assertThat(appliance.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(appliance.exitValue()).isEqualTo(1);
    assertThat(processes.err())
        .isEqualTo("The boot document `%s` does not exist.%n".formatted(folder.resolve("none")));
  }

  @Test
  void theStatusHasTheNamesThatTheOrchestratorReads() throws Exception {
    azure.objects.put("config/appliance.yaml", CONFIG.getBytes(UTF_8));
    run(false, "0");
    until(() -> processes.health() == 200);
    assertThat(processes.health()).isEqualTo(200);
    until(() -> status().path("state").asText().equals("ready"));

    assertThat(status().fieldNames())
        .toIterable()
        .containsExactly(
            "machine",
            "version",
            "configHash",
            "ready",
            "state",
            "reason",
            "written",
            "started",
            "packetsPerSecond",
            "bitsPerSecond",
            "counters",
            "drops",
            "tools");
    assertThat(status().path("counters").fieldNames())
        .toIterable()
        .contains(
            "in.external.packets",
            "in.external.bytes",
            "in.internal.packets",
            "in.internal.bytes",
            "out.external.packets",
            "out.external.bytes",
            "out.internal.packets",
            "out.internal.bytes");
    assertThat(status().path("drops").fieldNames())
        .toIterable()
        .contains("bad-vni", "short-datagram", "not-vxlan", "send-failed");
    assertThat(java.time.Instant.parse(status().path("written").asText())).isNotNull();
  }
}
