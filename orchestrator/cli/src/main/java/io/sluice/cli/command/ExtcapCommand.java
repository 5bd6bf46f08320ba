package io.sluice.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cli.terminal.Terminal;
import io.sluice.cli.work.ExtcapWork;
import io.sluice.cli.work.Setting;
import io.sluice.cli.work.World;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** What Wireshark asks of an extcap; it may ask with options of versions that are yet to come. */
@Command(
    name = "extcap",
    mixinStandardHelpOptions = true,
    description =
        "Make a fleet an interface of Wireshark. `--install DIR` lays a script into the folder that"
            + " Wireshark shows as its extcap path; everything else is for Wireshark to say.")
final class ExtcapCommand implements Callable<Integer> {
  private static final int CALLS = 10;

  private final World world;

  @Option(
      names = "--install",
      paramLabel = "DIR",
      description = "Lay a script that calls this command into a folder.")
  private @Nullable Path install;

  @Option(names = "--extcap-interfaces", description = "Name the interface.")
  private boolean interfaces;

  @Option(names = "--extcap-dlts", description = "Name the interface's link type.")
  private boolean linkTypes;

  @Option(names = "--extcap-config", description = "Name what can be set.")
  private boolean config;

  @Option(names = "--extcap-interface", paramLabel = "NAME", description = "The interface meant.")
  @SuppressWarnings("UnusedVariable") // there is one interface
  private @Nullable String name;

  @Option(
      names = "--extcap-capture-filter",
      paramLabel = "FILTER",
      description = "Wireshark's capture filter; without --capture it is only checked.")
  private String captureFilter = "";

  @Option(names = "--capture", description = "Send packets as they come.")
  private boolean capture;

  @Option(names = "--fifo", paramLabel = "PIPE", description = "Where to.")
  private @Nullable Path fifo;

  @Option(names = "--blueprint", paramLabel = "FILE", description = "The fleet's blueprint.")
  private @Nullable Path blueprint;

  @Option(names = "--filter", paramLabel = "FILTER", description = "As `search` takes it.")
  private String filter = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Packets since then, too, e.g. -10m.")
  private String from = "";

  @Option(names = "--sandbox", description = "Use the cloud on loopback.")
  private boolean sandbox;

  @Unmatched
  @SuppressWarnings("UnusedVariable") // picocli lets pass what comes here
  private List<String> others = new ArrayList<>();

  ExtcapCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    // Standard output is Wireshark's; what is written to the other one it shows as an error.
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    Terminal terminal =
        new Terminal(
            world.in(), nowhere, world.err(), new Terminal.Manner(false, false, true, false));
    ExtcapWork work = new ExtcapWork(new Setting(world, terminal, sandbox, CALLS), Version.text());
    if (install != null) {
      return work.install(install);
    }
    if (interfaces) {
      return work.interfaces();
    }
    if (linkTypes) {
      return work.linkTypes();
    }
    if (config) {
      return work.config();
    }
    if (!capture) {
      return work.check(captureFilter);
    }
    return work.capture(
        new ExtcapWork.Options(
            blueprint,
            fifo,
            filter,
            captureFilter,
            from.isBlank() ? null : new WhenConverter().convert(from)));
  }
}
