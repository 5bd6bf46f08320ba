package io.sluice.cli.command;

import io.sluice.cli.work.ApplyWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Make the cloud what the blueprint says, and wait until the fleet is ready.")
final class ApplyCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "FILE|PLAN",
      description = "A blueprint, or a plan that `plan --out` saved.")
  private Path file = Path.of("");

  @Option(names = "--auto-approve", description = "Do not ask.")
  private boolean autoApprove;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description = "For the fleet, at most; 0s does not wait (default: ${DEFAULT-VALUE}).")
  private Duration wait = Duration.ZERO;

  ApplyCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new ApplyWork(common.setting(world)).run(new ApplyWork.Options(file, autoApprove, wait));
  }
}
