package io.sluice.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.engine.resource.Identity;
import io.sluice.sandbox.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplianceLauncherTest {
  // says how it was started and leaves when its standard input ends, as an appliance does
  private static final String PROGRAM =
      """
      #!/bin/sh
      echo "args $@"
      echo "authority $AZURE_POD_IDENTITY_AUTHORITY_HOST pipe $SLUICE_PARENT_PIPE"
      exec cat
      """;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private HttpServer cloud;
  private volatile byte[] bundle = new byte[0];
  private final AtomicInteger refusals = new AtomicInteger();

  @BeforeEach
  void cloud() throws IOException {
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext(
        "/imds/fleet_0/metadata/identity/oauth2/token",
        exchange -> {
          boolean asked =
              "true".equals(exchange.getRequestHeaders().getFirst("Metadata"))
                  && exchange.getRequestURI().getQuery().contains("client_id=me");
          byte[] body = "{\"access_token\": \"secret\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(asked ? 200 : 400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    cloud.createContext(
        "/blob/acct/mailbox/bundle/a.tar.gz",
        exchange -> {
          requests.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("x-ms-version"));
          boolean refused = refusals.getAndDecrement() > 0;
          exchange.sendResponseHeaders(refused ? 403 : 200, refused ? -1 : bundle.length);
          exchange.getResponseBody().write(refused ? new byte[0] : bundle);
          exchange.close();
        });
    cloud.start();
  }

  @AfterEach
  void end() {
    cloud.stop(0);
  }

  @Test
  void aMachineFetchesVerifiesUnpacksAndStarts() throws Exception {
    bundle = bundle("appliance/bin/appliance", PROGRAM);
    MachineLauncher.Running running = launch(hash(bundle));
    try {
      Await.until("it says how it was started", () -> log().contains("authority"));
      assertThat(log())
          .contains(
              "args run --boot " + folder.resolve("etc/sluice/boot.json") + " --address 127.1.1.5")
          .contains("authority " + base() + "/imds/fleet_0 pipe 1");
      assertThat(requests).containsExactly("Bearer secret 2023-11-03");
      assertThat(folder.resolve("pid")).exists();
      assertThat(running.alive()).isTrue();
    } finally {
      running.stop(Duration.ofSeconds(10));
    }
    assertThat(running.alive()).isFalse();
    assertThat(folder.resolve("pid")).doesNotExist();
  }

  @Test
  void stoppingLetsTheProcessDrainBeforeItsPipeCloses() throws Exception {
    bundle =
        bundle(
            "appliance/bin/appliance",
            """
            #!/bin/sh
            trap 'echo drained; exit 0' TERM
            echo started
            read line
            echo the pipe was closed
            """);
    MachineLauncher.Running running = launch(hash(bundle));
    Await.until("it runs", () -> log().contains("started"));

    running.stop(Duration.ofSeconds(20));

    assertThat(log()).contains("drained").doesNotContain("the pipe was closed");
    assertThat(running.alive()).isFalse();
  }

  @Test
  void aProcessThatDoesNotLeaveIsKilled() throws Exception {
    bundle =
        bundle(
            "appliance/bin/appliance",
            """
            #!/bin/sh
            trap '' TERM
            echo started
            while true; do sleep 1; done
            """);
    MachineLauncher.Running running = launch(hash(bundle));
    Await.until("it runs", () -> log().contains("started"));

    running.stop(Duration.ofMillis(100));

    assertThat(running.alive()).isFalse();
  }

  @Test
  void aBundleWithAnotherHashIsNotRun() throws Exception {
    bundle = bundle("appliance/bin/appliance", PROGRAM);
    String other = "0".repeat(64);

    assertThatThrownBy(() -> launch(other))
        .isInstanceOf(BootFailure.class)
        .hasMessageContaining(
            "SHA-256 is " + hash(bundle) + " but the boot document says " + other);

    assertThat(log()).contains("boot failed").contains("nothing was run");
    assertThat(folder.resolve("opt")).doesNotExist();
    assertThat(folder.resolve("pid")).doesNotExist();
  }

  @Test
  void aBundleThatWouldWriteOutsideItsFolderIsNotRun() throws Exception {
    bundle = bundle("appliance/../../../escaped", "x");

    assertThatThrownBy(() -> launch(hash(bundle)))
        .isInstanceOf(BootFailure.class)
        .hasMessageContaining("would write outside its folder");

    assertThat(folder.getParent().resolve("escaped")).doesNotExist();
    assertThat(log()).contains("boot failed");
  }

  @Test
  void aLinkThatLeadsOutOfTheFolderIsRefused() throws Exception {
    TarArchiveEntry link = new TarArchiveEntry("appliance/out", TarArchiveEntry.LF_SYMLINK);
    link.setLinkName("../../../..");
    bundle = tar(link, new byte[0]);

    assertThatThrownBy(() -> launch(hash(bundle)))
        .isInstanceOf(BootFailure.class)
        .hasMessageContaining("would write outside its folder");
  }

  @Test
  void aRoleThatArrivesLaterThanTheMachineIsWaitedFor() throws Exception {
    bundle = bundle("appliance/bin/appliance", PROGRAM);
    refusals.set(1);
    MachineLauncher.Running running = launch(hash(bundle));
    running.kill();

    assertThat(requests).hasSize(2);
    assertThat(log()).contains("the mailbox answered 403");
  }

  @Test
  void anOrphanOfADeadSandboxIsSweptButAStrangerWithItsNumberIsNot() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "600").start();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Path orphanRoot = Files.createDirectories(folder.resolve("fleet_1"));
      Path strangerRoot = Files.createDirectories(folder.resolve("fleet_2"));
      PidFile.write(orphanRoot, orphan.toHandle());
      Files.writeString(strangerRoot.resolve("pid"), stranger.pid() + " 1000000000000\n");

      List<String> swept = PidFile.sweep(folder);

      assertThat(swept).containsExactly("fleet_1");
      // The JDK's own thread learns of the end a moment after the operating system does
      assertThat(orphan.onExit()).succeedsWithin(Duration.ofSeconds(20));
      assertThat(stranger.isAlive()).isTrue();
      assertThat(orphanRoot.resolve("pid")).doesNotExist();
      assertThat(strangerRoot.resolve("pid")).doesNotExist();
    } finally {
      orphan.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  private MachineLauncher.Running launch(String sha256) throws Exception {
    String boot =
        """
        {"mailbox": {"type": "azure-blob", "url": "%s/blob/acct/mailbox", "clientId": "me"},
         "bundle": {"object": "bundle/a.tar.gz", "sha256": "%s"}}
        """
            .formatted(base(), sha256);
    return new ApplianceLauncher(this::base, Duration.ofSeconds(30))
        .launch(
            "fleet_0",
            folder,
            boot.getBytes(StandardCharsets.UTF_8),
            InetAddress.getByName("127.1.1.5"));
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + cloud.getAddress().getPort());
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("appliance.log"));
  }

  private static byte[] bundle(String name, String content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(0755);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    return tar(entry, bytes);
  }

  private static byte[] tar(TarArchiveEntry entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] bytes) {
    return Identity.hash(bytes);
  }
}
