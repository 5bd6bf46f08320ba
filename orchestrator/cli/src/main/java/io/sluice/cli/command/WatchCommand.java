package io.sluice.cli.command;

import io.sluice.cli.work.WatchWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Keep the cloud equal to the blueprint: enrol what comes, forget what goes, mend drift.")
final class WatchCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How often to look (default: ${DEFAULT-VALUE}).")
  private Duration every = Duration.ZERO;

  @Option(names = "--auto-approve", description = "Do not ask.")
  private boolean autoApprove;

  WatchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new WatchWork(common.setting(world))
        .run(new WatchWork.Options(file, every, autoApprove));
  }
}
