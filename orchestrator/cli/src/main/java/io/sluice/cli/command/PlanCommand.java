package io.sluice.cli.command;

import io.sluice.cli.work.PlanWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Show what apply would do, and why; change nothing.")
final class PlanCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Option(names = "--out", paramLabel = "F", description = "Save the plan for apply.")
  private @Nullable Path out;

  @Option(names = "--detailed-exitcode", description = "Exit with 2 when something would change.")
  private boolean detailedExitCode;

  PlanCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new PlanWork(common.setting(world))
        .run(new PlanWork.Options(file, out, detailedExitCode));
  }
}
