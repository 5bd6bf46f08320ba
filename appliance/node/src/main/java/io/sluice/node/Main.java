package io.sluice.node;

import io.sluice.node.analyze.AnalyzeCommand;
import io.sluice.node.config.UserError;
import io.sluice.node.hunt.HuntCommand;
import io.sluice.node.log.JsonLines;
import io.sluice.node.log.Log;
import io.sluice.node.search.SearchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * {@code appliance}. Exit codes: 0 stopped as asked, 1 the user's mistake (one sentence on standard
 * error), 2 wrong usage, 70 a bug of ours.
 */
@Command(
    name = "appliance",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    subcommands = {RunCommand.class, AnalyzeCommand.class, SearchCommand.class, HuntCommand.class},
    description = "Sees packets, and forwards them where it stands in their way.")
public final class Main {
  /** EX_SOFTWARE of sysexits.h. */
  static final int BUG = 70;

  static final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"appliance " + Version.TEXT};
    }
  }

  private Main() {}

  public static void main(String[] arguments) {
    JsonLines.install();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          Log.of(Main.class)
              .error("A bug ends the appliance; please report it", e, "thread", thread.getName());
          Runtime.getRuntime().halt(BUG);
        });
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof UserError) {
            command.getErr().println(e.getMessage());
            return 1;
          }
          Log.of(Main.class).error("A bug ends the appliance; please report it", e);
          return BUG;
        });
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(arguments);
  }
}
