package io.sluice.cli.command;

import io.sluice.cli.work.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The captures of a fleet; each thing done to them is a command of its own. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "See to what the fleet has captured.")
final class CaptureCommand implements Runnable {
  @Spec private CommandSpec spec;

  private CaptureCommand(CommandSpec placeholder) {
    this.spec = placeholder;
  }

  static CommandLine in(World world) {
    return new CommandLine(new CaptureCommand(CommandSpec.create()))
        .addSubcommand(new KeepCommand(world));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
