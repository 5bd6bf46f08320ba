package io.sluice.cli.command;

import io.sluice.cli.work.ValidateWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Tell everything about a blueprint that can be known offline.")
final class ValidateCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  ValidateCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new ValidateWork(common.setting(world)).run(file);
  }
}
