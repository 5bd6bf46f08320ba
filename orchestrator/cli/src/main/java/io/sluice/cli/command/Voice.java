package io.sluice.cli.command;

import io.sluice.cli.terminal.Terminal;
import io.sluice.cli.work.World;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** How a command speaks; every command takes these options. */
class Voice {
  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Option(
      names = "--no-color",
      description = "No colours (nor with NO_COLOR set, nor without a terminal).")
  private boolean noColor;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only results and problems.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log to standard error what is asked of the cloud.")
  private boolean verbose;

  /** A terminal that speaks so. */
  final Terminal terminal(World world) {
    return terminal(world, world.out());
  }

  /** The same where results go elsewhere. */
  final Terminal terminal(World world, PrintStream results) {
    boolean interactive = world.interactive().getAsBoolean();
    String refused = world.env().apply("NO_COLOR");
    boolean color = interactive && !noColor && (refused == null || refused.isEmpty());
    if (verbose) {
      Logging.toStandardError();
    }
    return new Terminal(
        world.in(), results, world.err(), new Terminal.Manner(json, color, quiet, interactive));
  }
}
