package io.sluice.sandbox.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Does what the boot script of a machine does (fetch, verify, start) without running anything from
 * its user-data. The process watches its standard input, so that it dies with the sandbox.
 */
public final class ApplianceLauncher implements MachineLauncher {
  // a fleet shares one computer here; in the cloud the appliance sizes itself by its machine
  private static final String JAVA_OPTIONS = "-XX:+UseSerialGC -Xms64m -Xmx192m";
  private static final Duration RETRY_FOR = Duration.ofSeconds(30);

  private final Supplier<URI> sandbox;
  private final Duration retryFor;
  private final MailboxClient blob = new BlobMailbox();
  private final MailboxClient s3 = new S3Mailbox();

  /**
   * @param sandbox the sandbox's own plain address, e.g. {@code http://127.0.0.1:41234}
   */
  public ApplianceLauncher(Supplier<URI> sandbox) {
    this(sandbox, RETRY_FOR);
  }

  ApplianceLauncher(Supplier<URI> sandbox, Duration retryFor) {
    this.sandbox = sandbox;
    this.retryFor = retryFor;
  }

  @Override
  public Running launch(String machine, Path root, byte[] bootDocument, InetAddress address)
      throws BootFailure, InterruptedException {
    try {
      Path document = root.resolve("etc/sluice/boot.json");
      Files.createDirectories(root.resolve("etc/sluice"));
      Files.write(document, bootDocument);
      BootDocument boot = BootDocument.read(bootDocument);
      URI metadata = URI.create(sandbox.get() + "/imds/" + machine);
      MailboxClient mailbox = boot.type().equals(BootDocument.S3) ? s3 : blob;
      Path bundle = root.resolve("bundle.tar.gz");
      fetch(mailbox, root, metadata, boot, bundle);
      String hash = Archive.sha256(bundle);
      if (!hash.equals(boot.sha256())) {
        throw new BootFailure(
            "the bundle's SHA-256 is %s but the boot document says %s: nothing was run"
                .formatted(hash, boot.sha256()));
      }
      Archive.unpack(bundle, root.resolve("opt"));
      Files.delete(bundle);
      return start(root, document, mailbox.environment(metadata), address);
    } catch (BootFailure e) {
      log(root, "boot failed: " + e.getMessage());
      throw e;
    } catch (IOException e) {
      log(root, "boot failed: " + e);
      throw new BootFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  // the role assignment or the bundle may come after the machine, as in the cloud
  private void fetch(MailboxClient mailbox, Path root, URI metadata, BootDocument boot, Path into)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + retryFor.toNanos();
    while (true) {
      try {
        mailbox.fetch(metadata, boot, into);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        log(root, "fetching the bundle again in a second: " + e.getMessage());
        Thread.sleep(1000);
      }
    }
  }

  private static Running start(
      Path root, Path document, Map<String, String> environment, InetAddress address)
      throws IOException {
    Path program = root.resolve("opt/appliance/bin/appliance");
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "run",
            "--boot",
            document.toString(),
            "--address",
            address.getHostAddress());
    builder.directory(root.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(root).toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("SLUICE_PARENT_PIPE", "1");
    builder.environment().put("SLUICE_JAVA_OPTS", JAVA_OPTIONS);
    // as systemd has it for StateDirectory=sluice
    builder.environment().put("STATE_DIRECTORY", root.resolve("var/lib/sluice").toString());
    Process process = builder.start();
    PidFile.write(root, process.toHandle());
    return new ApplianceProcess(process, root);
  }

  private static Path logFile(Path root) {
    return root.resolve("appliance.log");
  }

  private static void log(Path root, String line) {
    try {
      Files.writeString(
          logFile(root),
          Instant.now() + " sandbox: " + line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      System.getLogger(ApplianceLauncher.class.getName())
          .log(System.Logger.Level.WARNING, "cannot write a machine's log", e);
    }
  }
}
