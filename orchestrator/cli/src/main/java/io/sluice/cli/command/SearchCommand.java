package io.sluice.cli.command;

import io.sluice.cli.work.SearchWork;
import io.sluice.cli.work.When;
import io.sluice.cli.work.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description =
        "Find packets in what the fleet has captured, and in what it has laid into the mailbox,"
            + " merged in time order; exits with 1 when something could not be reached.")
final class SearchCommand implements Callable<Integer> {
  private final World world;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "FILE", description = "A blueprint.")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "FILTER",
      arity = "0..1",
      description =
          "As tcpdump takes it, with `vni N` and `inner PRIMITIVE` besides (default: everything).")
  private String filter = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "A pcapng file to write, or - for standard output.")
  private String output = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = WhenConverter.class,
      description =
          "E.g. -2h or 2026-11-22T10:30:00Z (default: the oldest packet; with --follow now).")
  private @Nullable When from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = WhenConverter.class,
      description = "The same (default: now).")
  private @Nullable When to;

  @Option(names = "--follow", description = "Go on with packets as they come, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "End when the output has this size, e.g. 500MB.")
  private Long limit = 0L;

  @Option(
      names = "--late",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description =
          "With --follow: for how long others wait for a machine (default: ${DEFAULT-VALUE}).")
  private Duration late = Duration.ZERO;

  SearchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new SearchWork(
            output.equals("-") ? common.beside(world) : common.setting(world),
            "orchestrator " + Version.text())
        .run(new SearchWork.Options(file, filter, from, to, output, follow, limit, late));
  }
}
