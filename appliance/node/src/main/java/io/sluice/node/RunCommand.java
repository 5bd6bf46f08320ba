package io.sluice.node;

import io.sluice.node.config.BootDocument;
import io.sluice.node.config.UserError;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.AzureBlobMailbox;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.InstanceMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code appliance run}: forwards until SIGTERM. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    description = "Forwards what the tunnels bring, until SIGTERM.")
final class RunCommand implements Callable<Integer> {
  private static final Log LOG = Log.of(RunCommand.class);

  @Option(names = "--boot", required = true, paramLabel = "FILE", description = "Boot document.")
  private @Nullable Path boot;

  @Option(
      names = "--address",
      paramLabel = "A",
      defaultValue = "0.0.0.0",
      description = "Address of the tunnels and the probe (default: ${DEFAULT-VALUE}).")
  private String address = "";

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      description = "How long to forward on after SIGTERM (default: until the probe has failed).")
  private @Nullable Integer drain;

  @Override
  public Integer call() throws InterruptedException {
    BootDocument document = BootDocument.read(Objects.requireNonNull(boot));
    if (drain != null && drain < 0) {
      throw new UserError("`--drain` must not be negative.");
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    InstanceMetadata metadata =
        new InstanceMetadata(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(Duration.ofSeconds(5))
                .build(),
            Backoff.DEFAULT,
            Objects.requireNonNullElse(
                System.getenv(InstanceMetadata.HOST_VARIABLE), InstanceMetadata.DEFAULT_HOST),
            document.mailbox().clientId(),
            Clock.systemUTC());
    Appliance appliance =
        new Appliance(
            document,
            address(),
            new AzureBlobMailbox(client, Backoff.DEFAULT, document.mailbox().url(), metadata),
            drain == null ? document.probe().drain() : Duration.ofSeconds(drain));
    if ("1".equals(System.getenv("SLUICE_PARENT_PIPE"))) {
      Thread.ofPlatform().daemon().name("parent").start(RunCommand::exitWithParent);
    }
    appliance.start(metadata);
    stopOnSignal(appliance);
    new CountDownLatch(1).await();
    return 0;
  }

  private InetAddress address() {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new UserError("`--address %s` is not an IP address.".formatted(address));
    }
  }

  /** The JVM would exit with 143 after its hooks; a clean stop is a success. */
  private static void stopOnSignal(Appliance appliance) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      int status = 0;
                      try {
                        appliance.stop();
                      } catch (RuntimeException e) {
                        LOG.error("The appliance could not stop cleanly", e);
                        status = Main.BUG;
                      }
                      Runtime.getRuntime().halt(status);
                    }));
  }

  /** A parent that was killed cannot stop us, but the pipe that it held breaks. */
  private static void exitWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.warn("The parent's pipe broke", "reason", e.getMessage());
    }
    LOG.info("The parent is gone, so the appliance leaves at once");
    Runtime.getRuntime().halt(0);
  }
}
