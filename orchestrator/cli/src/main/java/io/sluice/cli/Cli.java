package io.sluice.cli;

import io.sluice.cli.command.OrchestratorCommand;
import io.sluice.cli.command.Version;
import io.sluice.cli.terminal.Terminal;
import io.sluice.cli.work.Bug;
import io.sluice.cli.work.Exit;
import io.sluice.cli.work.World;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line in a world and knows exactly two failures: the user's and ours. */
public final class Cli {
  private final World world;

  public Cli(World world) {
    this.world = world;
  }

  /** Runs it and returns the exit code. */
  public int run(String... args) {
    List<String> words = Arrays.asList(args);
    try {
      CommandLine commands =
          OrchestratorCommand.in(world)
              .setParameterExceptionHandler((e, given) -> misuse(e, words))
              .setExecutionExceptionHandler((e, command, result) -> failure(e, words));
      commands.setOut(writer(world.out()));
      commands.setErr(writer(world.err()));
      return commands.execute(args);
    } catch (Throwable e) {
      return failure(e, words);
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  private int misuse(ParameterException e, List<String> words) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    List<String> near =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    String hint =
        near.isEmpty()
            ? "`" + command + " --help` shows what it takes."
            : "Did you mean `" + near.getFirst() + "`? `" + command + " --help` shows everything.";
    String message = String.valueOf(e.getMessage());
    String sentence = message.endsWith(".") ? message : message + ".";
    plain(words).failure(List.of(Problem.error("option", sentence).withHint(hint)));
    return Exit.PROBLEMS;
  }

  private int failure(Throwable e, List<String> words) {
    if (e instanceof ProblemException known) {
      plain(words).failure(known.problems());
      return Exit.PROBLEMS;
    }
    world.err().print(Bug.report(e, Version.text()));
    world.err().flush();
    return Exit.BUG;
  }

  /** A terminal for what goes wrong before, or outside of, a command's own. */
  private Terminal plain(List<String> words) {
    String refused = world.env().apply("NO_COLOR");
    boolean interactive = world.interactive().getAsBoolean();
    boolean color =
        interactive && !words.contains("--no-color") && (refused == null || refused.isEmpty());
    return new Terminal(
        world.in(),
        world.out(),
        world.err(),
        new Terminal.Manner(words.contains("--json"), color, false, interactive));
  }
}
