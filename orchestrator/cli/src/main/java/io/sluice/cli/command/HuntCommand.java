package io.sluice.cli.command;

import io.sluice.cli.work.HuntWork;
import io.sluice.cli.work.When;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "hunt",
    mixinStandardHelpOptions = true,
    description =
        "Look for indicators in all that the fleet has captured: which were seen, when first and"
            + " last, in how many packets and flows; exits with 1 when something could not be"
            + " reached.")
final class HuntCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "INDICATORS",
      description =
          "A file with an address, network or name (*.example.com) a line; # begins a comment.")
  private Path indicators = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = WhenConverter.class,
      description = "E.g. -2d or 2026-11-22T10:30:00Z (default: the oldest packet).")
  private @Nullable When from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = WhenConverter.class,
      description = "The same (default: now).")
  private @Nullable When to;

  HuntCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new HuntWork(common.setting(world))
        .run(new HuntWork.Options(file, indicators, from, to));
  }
}
