package io.sluice.cli.command;

import io.sluice.cli.work.KeepWork;
import io.sluice.cli.work.When;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keep",
    mixinStandardHelpOptions = true,
    description =
        "Have every machine keep what it captured around a moment, whatever the retention;"
            + " exits with 1 when a machine could not be reached.")
final class KeepCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "TIME",
      defaultValue = "now",
      converter = WhenConverter.class,
      description = "The moment, e.g. -5m or 2026-11-22T10:30:00Z (default: ${DEFAULT-VALUE}).")
  private When at = new When(null, Duration.ZERO);

  @Option(
      names = "--before",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "How much before it (default: ${DEFAULT-VALUE}).")
  private Duration before = Duration.ZERO;

  @Option(
      names = "--after",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "How much after it (default: ${DEFAULT-VALUE}).")
  private Duration after = Duration.ZERO;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "For those who find it later, e.g. a ticket's number.")
  private String why = "";

  KeepCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new KeepWork(common.setting(world))
        .run(new KeepWork.Options(file, at, before, after, why));
  }
}
