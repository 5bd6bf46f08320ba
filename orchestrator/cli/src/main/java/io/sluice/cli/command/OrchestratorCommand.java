package io.sluice.cli.command;

import io.sluice.cli.work.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all commands; it does nothing itself. */
@Command(
    name = "orchestrator",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Turns a blueprint into a packet-visibility stack in the cloud.",
    footer = {
      "",
      "Exit codes: 0 done; 1 problems; 2 changes (plan --detailed-exitcode);",
      "            70 a bug of ours; 130 ended by a second Ctrl-C.",
      "Without an account: orchestrator apply FILE --sandbox"
    })
public final class OrchestratorCommand implements Runnable {
  @Spec private CommandSpec spec;

  private OrchestratorCommand(CommandSpec placeholder) {
    this.spec = placeholder;
  }

  /** The whole command line in a world. */
  public static CommandLine in(World world) {
    CommandLine commands =
        new CommandLine(new OrchestratorCommand(CommandSpec.create()))
            .addSubcommand(new ValidateCommand(world))
            .addSubcommand(new PlanCommand(world))
            .addSubcommand(new ApplyCommand(world))
            .addSubcommand(new DestroyCommand(world))
            .addSubcommand(new StatusCommand(world))
            .addSubcommand(new WatchCommand(world))
            .addSubcommand(new SearchCommand(world))
            .addSubcommand(new HuntCommand(world))
            .addSubcommand(CaptureCommand.in(world))
            .addSubcommand(new ExtcapCommand(world))
            .addSubcommand(SandboxCommand.in(world));
    commands.setUsageHelpAutoWidth(false);
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
