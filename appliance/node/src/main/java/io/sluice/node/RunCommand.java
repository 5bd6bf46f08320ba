package io.sluice.node;

import io.sluice.node.config.BootDocument;
import io.sluice.node.config.UserError;
import io.sluice.node.log.Log;
import io.sluice.node.tunnel.DataplaneSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code appliance run}: serves the tunnels until SIGTERM, or until its fleet lets it go. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    description = "Serves what the tunnels bring, until SIGTERM.")
final class RunCommand implements Callable<Integer> {
  private static final Log LOG = Log.of(RunCommand.class);

  /** How often to ask whether the Auto Scaling group still wants the machine. */
  private static final Duration LIFECYCLE_PACE = Duration.ofSeconds(5);

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
      description = "How long to go on after SIGTERM (default: until the probe has failed).")
  private @Nullable Integer drain;

  @Option(
      names = "--tier",
      paramLabel = "T",
      defaultValue = "auto",
      description =
          "How packets come and go: xdp (AF_XDP beside sockets), sockets (recvmmsg, sendmmsg),"
              + " datagrams (Netty); auto takes the fastest that works here (default:"
              + " ${DEFAULT-VALUE}).")
  private Serving.Choice tier = Serving.Choice.AUTO;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Event loops that share the packets (default: one for each core).")
  private @Nullable Integer workers;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "What outlives the process: flow records that are not in the mailbox yet (default:"
              + " $STATE_DIRECTORY, else `state` beside the boot document).")
  private @Nullable Path state;

  @Override
  public Integer call() throws InterruptedException {
    BootDocument document = BootDocument.read(Objects.requireNonNull(boot));
    if (drain != null && drain < 0) {
      throw new UserError("`--drain` must not be negative.");
    }
    if (workers != null && (workers < 1 || workers > DataplaneSettings.MAX_WORKERS)) {
      throw new UserError(
          "`--workers` must be from 1 to %d.".formatted(DataplaneSettings.MAX_WORKERS));
    }
    Cloud cloud = Cloud.of(document);
    Appliance appliance =
        new Appliance(
            document,
            address(),
            cloud.mailbox(),
            drain == null ? document.probe().drain() : Duration.ofSeconds(drain),
            tier.settings(workers),
            state());
    if ("1".equals(System.getenv("SLUICE_PARENT_PIPE"))) {
      Thread.ofPlatform().daemon().name("parent").start(RunCommand::exitWithParent);
    }
    appliance.start(cloud.metadata());
    Departure departure = cloud.hook() == null ? null : new Departure(cloud.hook());
    stopAtTheEnd(appliance, departure);
    if (departure == null) {
      new CountDownLatch(1).await();
    } else {
      departure.watch(LIFECYCLE_PACE, () -> System.exit(0));
    }
    return 0;
  }

  private Path state() {
    if (state != null) {
      return state;
    }
    String given = System.getenv("STATE_DIRECTORY");
    return given == null || given.isEmpty()
        ? Objects.requireNonNull(boot).toAbsolutePath().resolveSibling("state")
        : Path.of(given);
  }

  private InetAddress address() {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw new UserError("`--address %s` is not an IP address.".formatted(address));
    }
  }

  /**
   * However the end comes, it goes through here once. The JVM would exit with 143 after a SIGTERM;
   * a clean stop is a success.
   */
  private static void stopAtTheEnd(Appliance appliance, @Nullable Departure departure) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      int status = 0;
                      try {
                        appliance.stop();
                        if (departure != null) {
                          departure.complete();
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
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
