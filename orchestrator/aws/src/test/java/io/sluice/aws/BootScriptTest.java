package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.engine.boot.BootDocument;
import io.sluice.engine.resource.Identity;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The boot script, run for real in a throw-away root, with an {@code aws} command that it finds.
 */
class BootScriptTest {
  @TempDir Path folder;
  private Path root;
  private byte[] bundle;
  private @Nullable HttpServer cloud;

  /** What a run said and did. */
  private record Run(int exit, String said) {}

  @BeforeEach
  void start() throws IOException, InterruptedException {
    for (String tool : Stream.of("sh", "python3", "tar", "sha256sum").toList()) {
      needs(tool);
    }
    root = Files.createDirectories(folder.resolve("root"));
    script(
        folder.resolve("bin/systemctl"),
        "#!/bin/sh\necho \"$*\" >> '" + folder.resolve("systemctl.log") + "'\n");
    script(folder.resolve("sluice-boot"), MachineBoot.script("sluice-boot"));
    script(folder.resolve("tree/appliance/bin/appliance"), "#!/bin/sh\nexit 0\n");
    Path packed = folder.resolve("bundle.tar.gz");
    new ProcessBuilder(
            "tar", "-czf", packed.toString(), "-C", folder.resolve("tree").toString(), "appliance")
        .start()
        .waitFor();
    bundle = Files.readAllBytes(packed);
    refuse(0);
    script(
        folder.resolve("bin/aws"),
        """
        #!/bin/sh
        cd '%s'
        echo "$*" >> aws.log
        left=$(cat refusals)
        if [ "$left" -gt 0 ]; then
          echo $((left - 1)) > refusals
          echo 'fatal error: An error occurred (403) when calling HeadObject: Forbidden' >&2
          exit 1
        fi
        cp bundle.tar.gz "$4"
        """
            .formatted(folder));
  }

  @AfterEach
  void stop() {
    if (cloud != null) {
      cloud.stop(0);
    }
  }

  /** In CI every tool must be there; elsewhere its absence is said. */
  private static void needs(String tool) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
    assumeThat(there).as("SKIPPED: there is no " + tool + " on this machine").isTrue();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void refuse(int times) throws IOException {
    Files.writeString(folder.resolve("refusals"), Integer.toString(times));
  }

  private void bootDocument(String url, String sha256) throws IOException {
    BootDocument boot =
        BootDocument.of(
            Fixtures.blueprint(folder, Fixtures.EXISTING),
            Fixtures.bundle(folder),
            BootDocument.Mailbox.s3(url, "eu-west-1"));
    BootDocument named =
        new BootDocument(
            boot.blueprint(),
            boot.mailbox(),
            new BootDocument.Fetch("bundle/appliance-0.1.0-x.tar.gz", sha256),
            null,
            boot.mirror(),
            boot.probe(),
            null);
    Path file = root.resolve(BootDocument.PATH.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, named.json());
  }

  private void bootDocument(String sha256) throws IOException {
    bootDocument("https://the-bucket.s3.eu-west-1.amazonaws.com", sha256);
  }

  private Run run() throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("sluice-boot").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    environment.put("SLUICE_ROOT", root.toString());
    environment.put("SLUICE_BOOT_PAUSE", "0");
    environment.put("SLUICE_BOOT_ATTEMPTS", "5");
    environment.put("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
    environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    environment.put("no_proxy", "127.0.0.1");
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Run(process.waitFor(), Files.readString(output));
  }

  private String log(String name) throws IOException {
    Path log = folder.resolve(name);
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
    assertThat(log("aws.log"))
        .startsWith("s3 cp s3://the-bucket/bundle/appliance-0.1.0-x.tar.gz /")
        .endsWith("/bundle --region eu-west-1 --only-show-errors\n");
    assertThat(root.resolve("opt/sluice/appliance/bin/appliance")).isExecutable();
    assertThat(Files.readString(root.resolve("etc/systemd/system/sluice-appliance.service")))
        .contains(
            "ExecStart=/opt/sluice/appliance/bin/appliance run --boot /etc/sluice/boot.json",
            // One that has drained ends with 0, and stays down.
            "Restart=on-failure",
            "KillSignal=SIGTERM",
            "TimeoutStopSec=50",
            "DynamicUser=yes",
            "AmbientCapabilities=CAP_NET_BIND_SERVICE CAP_NET_ADMIN CAP_NET_RAW CAP_BPF\n",
            "LimitMEMLOCK=infinity\n",
            "AF_XDP\n");
    assertThat(log("systemctl.log"))
        .contains("daemon-reload", "enable sluice-appliance", "restart sluice-appliance");
  }

  @Test
  void runningItAgainFetchesNothingAgain() throws Exception {
    bootDocument(Identity.hash(bundle));
    assertThat(run().exit()).isZero();
    assertThat(run().exit()).isZero();
    assertThat(log("aws.log").lines()).hasSize(1);
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
    assertThat(log("systemctl.log")).isEmpty();
  }

  @Test
  void roleThatHasNotArrivedYetIsWaitedFor() throws Exception {
    refuse(3);
    bootDocument(Identity.hash(bundle));
    Run run = run();
    assertThat(run.exit()).isZero();
    assertThat(run.said()).contains("try 3 of 5", "(403)");
    assertThat(unpacked()).isTrue();
  }

  @Test
  void mailboxThatNeverOpensIsSaidInTheEnd() throws Exception {
    refuse(1000);
    bootDocument(Identity.hash(bundle));
    Run run = run();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.said()).contains("in 5 tries; the last said: fatal error").contains("(403)");
    assertThat(log("systemctl.log")).isEmpty();
  }

  @Test
  void theAwsCommandItselfFetchesFromAnEndpointOfItsOwn() throws Exception {
    needs("aws");
    Files.delete(folder.resolve("bin/aws"));
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext("/the-bucket/bundle/appliance-0.1.0-x.tar.gz", this::object);
    cloud.start();
    bootDocument(
        "http://127.0.0.1:" + cloud.getAddress().getPort() + "/the-bucket", Identity.hash(bundle));
    Run run = run();
    assertThat(run.said()).contains("started sluice-appliance.service").doesNotContain("try");
    assertThat(unpacked()).isTrue();
  }

  private void object(HttpExchange exchange) throws IOException {
    boolean signed =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .contains("/eu-west-1/s3/aws4_request");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Last-Modified", "Sun, 22 Nov 2026 00:00:00 GMT");
    exchange.getResponseHeaders().set("ETag", "\"0\"");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bundle.length));
    }
    exchange.sendResponseHeaders(signed ? 200 : 403, head ? -1 : bundle.length);
    if (!head) {
      exchange.getResponseBody().write(bundle);
    }
    exchange.close();
  }
}
