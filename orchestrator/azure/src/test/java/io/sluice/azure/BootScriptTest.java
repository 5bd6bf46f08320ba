package io.sluice.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.boot.UserData;
import io.sluice.engine.resource.Identity;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The boot script, run for real in a throw-away root, against an identity service and a mailbox.
 */
class BootScriptTest {
  @TempDir Path folder;
  private Path root;
  private HttpServer cloud;
  private byte[] bundle;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private String events = "{\"Events\":[]}";

  /** What a run said and did. */
  private record Run(int exit, String said) {}

  @BeforeEach
  void start() throws IOException, InterruptedException {
    for (String tool : List.of("sh", "curl", "python3", "tar", "sha256sum")) {
      needs(tool);
    }
    root = Files.createDirectories(folder.resolve("root"));
    script(
        folder.resolve("bin/systemctl"),
        "#!/bin/sh\necho \"$*\" >> '" + folder.resolve("systemctl.log") + "'\n");
    script(folder.resolve("sluice-boot"), MachineBoot.script("sluice-boot"));
    script(folder.resolve("tree/appliance/bin/appliance"), "#!/bin/sh\nexit 0\n");
    Path packed = folder.resolve("appliance.tar.gz");
    new ProcessBuilder(
            "tar", "-czf", packed.toString(), "-C", folder.resolve("tree").toString(), "appliance")
        .start()
        .waitFor();
    bundle = Files.readAllBytes(packed);
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext("/metadata/identity/oauth2/token", this::token);
    cloud.createContext("/metadata/instance/compute/name", e -> answer(e, 200, "fleet_3"));
    cloud.createContext("/metadata/scheduledevents", this::scheduledEvents);
    cloud.createContext("/mailbox/", this::blob);
    cloud.start();
  }

  @AfterEach
  void stop() {
    if (cloud != null) {
      cloud.stop(0);
    }
  }

  /** In CI every tool must be there; elsewhere its absence is said. */
  static void needs(String tool) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
    if ("true".equals(System.getenv("CI"))) {
      assertThat(there).as(tool + " is needed in CI").isTrue();
    }
    assumeThat(there).as("SKIPPED: there is no " + tool + " on this machine").isTrue();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void token(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    boolean asked =
        "true".equals(exchange.getRequestHeaders().getFirst("Metadata"))
            && query.contains("client_id=the-client")
            && query.contains("resource=https%3A%2F%2Fstorage.azure.com%2F");
    answer(exchange, asked ? 200 : 400, "{\"access_token\":\"secret\",\"expires_in\":\"3600\"}");
  }

  private void scheduledEvents(HttpExchange exchange) throws IOException {
    answer(exchange, 200, events);
  }

  private void blob(HttpExchange exchange) throws IOException {
    boolean signed =
        "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && exchange.getRequestHeaders().getFirst("x-ms-version") != null;
    if (!signed || refusals.getAndDecrement() > 0) {
      answer(exchange, 403, "<Error><Code>AuthorizationPermissionMismatch</Code></Error>");
    } else {
      answer(exchange, 200, bundle);
    }
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + sent);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + cloud.getAddress().getPort();
  }

  private void bootDocument(String sha256) throws IOException {
    BootDocument boot =
        BootDocument.of(
            Fixtures.blueprint(),
            Fixtures.bundle(folder, "x"),
            BootDocument.Mailbox.azureBlob(url() + "/mailbox", "the-client"));
    BootDocument named =
        new BootDocument(
            boot.blueprint(),
            boot.mailbox(),
            new BootDocument.Fetch("bundle/appliance-0.1.0-x.tar.gz", sha256),
            boot.tunnels(),
            null,
            boot.probe(),
            null);
    Path file = root.resolve(BootDocument.PATH.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, named.json());
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(folder.resolve("sluice-boot").toString()), Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    environment.put("SLUICE_ROOT", root.toString());
    environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", url());
    environment.put("SLUICE_BOOT_PAUSE", "0");
    environment.put("SLUICE_BOOT_ATTEMPTS", "5");
    environment.put("SLUICE_DRAIN_PERIOD", "0.1");
    environment.put("no_proxy", "127.0.0.1");
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Run(process.waitFor(), Files.readString(output));
  }

  private String systemctl() throws IOException {
    Path log = folder.resolve("systemctl.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private boolean unpacked() throws IOException {
    Path opt = root.resolve("opt");
    if (!Files.exists(opt)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(opt)) {
      return files.anyMatch(file -> file.endsWith("bin/appliance"));
    }
  }

  @Test
  void goodBundleIsUnpackedAndStartedAsAService() throws Exception {
    bootDocument(Identity.hash(bundle));
    Run run = run();
    assertThat(run.said()).contains("started sluice-appliance.service");
    assertThat(run.exit()).isZero();
    assertThat(root.resolve("opt/sluice/appliance/bin/appliance")).isExecutable();
    assertThat(Files.readString(root.resolve("etc/systemd/system/sluice-appliance.service")))
        .contains(
            "ExecStart=/opt/sluice/appliance/bin/appliance run --boot /etc/sluice/boot.json",
            "Restart=always",
            "KillSignal=SIGTERM",
            "TimeoutStopSec=35",
            "DynamicUser=yes",
            "AmbientCapabilities=CAP_NET_BIND_SERVICE CAP_NET_ADMIN CAP_NET_RAW CAP_BPF\n",
            "LimitMEMLOCK=infinity\n",
            "AF_XDP\n");
    assertThat(systemctl())
        .contains("daemon-reload", "enable sluice-appliance", "restart sluice-appliance");
    assertThat(run.said()).doesNotContain("secret");
  }

  @Test
  void runningItAgainFetchesNothingAgain() throws Exception {
    bootDocument(Identity.hash(bundle));
    assertThat(run().exit()).isZero();
    calls.clear();
    assertThat(run().exit()).isZero();
    assertThat(calls).isEmpty();
    assertThat(root.resolve("opt/sluice/appliance/bin/appliance")).isExecutable();
  }

  @Test
  void bundleWithAnotherHashIsNeitherUnpackedNorStarted() throws Exception {
    bootDocument("0".repeat(64));
    Run run = run();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.said().strip().lines())
        .singleElement()
        .asString()
        .contains("has the hash " + Identity.hash(bundle) + " and not " + "0".repeat(64));
    assertThat(unpacked()).isFalse();
    assertThat(systemctl()).isEmpty();
  }

  @Test
  void roleThatHasNotArrivedYetIsWaitedFor() throws Exception {
    refusals.set(3);
    bootDocument(Identity.hash(bundle));
    Run run = run();
    assertThat(run.exit()).isZero();
    assertThat(run.said()).contains("answer 403, try 3 of 5");
    assertThat(unpacked()).isTrue();
  }

  @Test
  void mailboxThatNeverOpensIsSaidInTheEnd() throws Exception {
    refusals.set(1000);
    bootDocument(Identity.hash(bundle));
    Run run = run();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.said()).contains("in 5 tries, the last answer was 403.");
    assertThat(systemctl()).isEmpty();
  }

  @Test
  void noticeOfAzureLetsTheApplianceDrainAndThenTheMachineGo() throws Exception {
    events =
        """
        {"DocumentIncarnation": 2, "Events": [
          {"EventId": "other", "EventType": "Terminate", "Resources": ["fleet_4"]},
          {"EventId": "mine", "EventType": "Terminate", "Resources": ["fleet_3"]}]}
        """;
    assertThat(run("drain").exit()).isZero();
    assertThat(systemctl()).isEqualTo("stop sluice-appliance.service\n");
    assertThat(calls)
        .last()
        .asString()
        .isEqualTo("POST /metadata/scheduledevents {\"StartRequests\":[{\"EventId\":\"mine\"}]}");
  }

  @Test
  void cloudInitAcceptsTheUserData() throws Exception {
    needs("cloud-init");
    String userData =
        MachineBoot.userData(Fixtures.blueprint(), Fixtures.bundle(folder, "appliance"));
    assertThat(UserData.bootDocument(userData).tunnels().internal().vni()).isEqualTo(900);
    Path file = Files.writeString(folder.resolve("user-data"), userData);
    Path output = folder.resolve("cloud-init.log");
    Process process =
        new ProcessBuilder("cloud-init", "schema", "--config-file", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).doesNotContainIgnoringCase("invalid");
    // Azure takes 64 KB of it.
    assertThat(userData.length()).isLessThan(32_000);
  }
}
