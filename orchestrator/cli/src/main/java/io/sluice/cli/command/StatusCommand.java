package io.sluice.cli.command;

import io.sluice.cli.work.StatusWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the fleet: version, config, readiness, rates, drops; and drift.")
final class StatusCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Option(names = "--watch", description = "Show it again every 2 s until Ctrl-C.")
  private boolean watch;

  StatusCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new StatusWork(common.setting(world)).run(new StatusWork.Options(file, watch));
  }
}
