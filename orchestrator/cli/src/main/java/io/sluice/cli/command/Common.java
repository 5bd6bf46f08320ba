package io.sluice.cli.command;

import io.sluice.cli.terminal.Terminal;
import io.sluice.cli.work.Setting;
import io.sluice.cli.work.World;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import picocli.CommandLine.Option;

/** Options that every command about a blueprint takes. */
final class Common extends Voice {
  private static final int MOST_CALLS = 64;

  @Option(
      names = "--sandbox",
      description = "Use the cloud on loopback, and start it where needed.")
  private boolean sandbox;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "10",
      description = "Steps on the cloud at once, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  /** What these options mean in a world. */
  Setting setting(World world) {
    return setting(world, terminal(world));
  }

  /** The same where standard output is for packets, and every word goes to standard error. */
  Setting beside(World world) {
    return setting(world, terminal(world, world.err()));
  }

  private Setting setting(World world, Terminal terminal) {
    if (parallelism < 1 || parallelism > MOST_CALLS) {
      throw new ProblemException(
          Problem.error(
              "option.parallelism",
              "`--parallelism` is " + parallelism + " and must be 1 to " + MOST_CALLS + "."));
    }
    return new Setting(world, terminal, sandbox, parallelism);
  }
}
