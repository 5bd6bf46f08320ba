package io.sluice.cli.command;

import io.sluice.cli.work.DestroyWork;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Take everything of a blueprint away, and prove that nothing is left.")
final class DestroyCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Option(names = "--auto-approve", description = "Do not ask.")
  private boolean autoApprove;

  DestroyCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new DestroyWork(common.setting(world)).run(new DestroyWork.Options(file, autoApprove));
  }
}
