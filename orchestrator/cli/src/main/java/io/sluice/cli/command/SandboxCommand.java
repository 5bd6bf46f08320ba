package io.sluice.cli.command;

import io.sluice.cli.work.SandboxWork;
import io.sluice.cli.work.Setting;
import io.sluice.cli.work.World;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The cloud on loopback. Its folder is SLUICE_SANDBOX_DIR, else below the user's state folder. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "The cloud on loopback: start it, stop it, ask it, send packets through it.")
final class SandboxCommand implements Runnable {
  @Spec private CommandSpec spec;

  private SandboxCommand(CommandSpec placeholder) {
    this.spec = placeholder;
  }

  static CommandLine in(World world) {
    return new CommandLine(new SandboxCommand(CommandSpec.create()))
        .addSubcommand(new Start(world))
        .addSubcommand(new Stop(world))
        .addSubcommand(new Status(world))
        .addSubcommand(new TrafficCommand(world));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "A command is missing: start, stop, status or traffic.");
  }

  /** What the small ones share. */
  abstract static class Sub implements Callable<Integer> {
    private final World world;

    @Mixin private Voice voice = new Voice();

    Sub(World world) {
      this.world = world;
    }

    SandboxWork work() {
      return new SandboxWork(new Setting(world, voice.terminal(world), true, 1));
    }
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Start it; it outlives this command and this terminal.")
  private static final class Start extends Sub {
    Start(World world) {
      super(world);
    }

    @Override
    public Integer call() {
      return work().start();
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stop it and every machine in it; its cloud is gone then.")
  private static final class Stop extends Sub {
    Stop(World world) {
      super(world);
    }

    @Override
    public Integer call() {
      return work().stop();
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Show its endpoint, machines and call counts.")
  private static final class Status extends Sub {
    Status(World world) {
      super(world);
    }

    @Override
    public Integer call() {
      return work().status();
    }
  }
}
