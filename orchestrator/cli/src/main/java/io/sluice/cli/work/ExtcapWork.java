package io.sluice.cli.work;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as an interface of Wireshark: the answers to its extcap questions.
 *
 * @see <a href="https://www.wireshark.org/docs/man-pages/extcap.html">extcap(4)</a>
 */
public final class ExtcapWork {
  /** The interface's name. */
  public static final String INTERFACE = "sluice";

  /** The property by which the launcher says where the distribution lies. */
  private static final String HOME_PROPERTY = "sluice.home";

  private static final Duration LATE = Duration.ofSeconds(5);

  /**
   * What to capture.
   *
   * @param blueprint or null where it was not said
   * @param fifo where packets go, or null where it was not said
   * @param filter empty for everything
   * @param captureFilter besides that one, or empty
   * @param from since when, or null for now
   */
  public record Options(
      @Nullable Path blueprint,
      @Nullable Path fifo,
      String filter,
      String captureFilter,
      @Nullable When from) {}

  private final Setting setting;
  private final String version;

  public ExtcapWork(Setting setting, String version) {
    this.setting = setting;
    this.version = version;
  }

  public int interfaces() {
    say(
        "extcap {version=%s}{display=Sluice}".formatted(version),
        "interface {value=%s}{display=Sluice: what a fleet captures}".formatted(INTERFACE));
    return Exit.OK;
  }

  /** Each packet names its own interface and link type; this is what Wireshark assumes before. */
  public int linkTypes() {
    say("dlt {number=1}{name=EN10MB}{display=Ethernet}");
    return Exit.OK;
  }

  public int config() {
    say(
        "arg {number=0}{call=--blueprint}{display=Blueprint}{type=fileselect}{mustexist=true}"
            + "{required=true}{tooltip=The YAML file that describes the fleet}",
        "arg {number=1}{call=--filter}{display=Filter}{type=string}"
            + "{tooltip=As tcpdump takes it; `vni N` and `inner PRIMITIVE` besides}",
        "arg {number=2}{call=--from}{display=Since}{type=string}"
            + "{tooltip=Packets of the past, too; e.g. -10m}",
        "arg {number=3}{call=--sandbox}{display=Sandbox}{type=boolflag}{default=false}"
            + "{tooltip=The fleet runs in the cloud on loopback}");
    return Exit.OK;
  }

  /** Whether a capture filter is one: with nothing said. */
  public int check(String filter) {
    Filters.require(filter);
    return Exit.OK;
  }

  /** Sends packets until the reader leaves or the process is asked to end. */
  public int capture(Options options) {
    if (options.blueprint() == null || options.fifo() == null) {
      throw new ProblemException(
          Problem.error(
                  "extcap.option",
                  "To capture, `--fifo` and the blueprint of the fleet must be named.")
              .withHint("Set the blueprint in the interface's options in Wireshark."));
    }
    return new SearchWork(setting, "orchestrator " + version)
        .run(
            new SearchWork.Options(
                options.blueprint(),
                both(options.filter(), options.captureFilter()),
                options.from(),
                null,
                options.fifo().toString(),
                true,
                0,
                LATE));
  }

  private static String both(String one, String other) {
    // Each by itself: together their parentheses could mean what neither says.
    Filters.require(one);
    Filters.require(other);
    return Stream.of(one, other)
        .filter(filter -> !filter.isBlank())
        .map(filter -> "(" + filter.strip() + ")")
        .collect(Collectors.joining(" and "));
  }

  /** Lays a script into a folder where Wireshark looks for extcaps. */
  public int install(Path folder) {
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      throw new ProblemException(
          Problem.error("extcap.home", "It is not known where the distribution lies.")
              .withHint("Run bin/orchestrator of an unpacked distribution."));
    }
    String launcher = Path.of(home, "bin", "orchestrator").toAbsolutePath().toString();
    Path script = folder.resolve(INTERFACE);
    try {
      Files.createDirectories(folder);
      Files.writeString(
          script,
          """
          #!/bin/sh
          exec '%s' extcap "$@"
          """
              .formatted(launcher.replace("'", "'\\''")));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new ProblemException(
          Problem.error("extcap.install", "`" + script + "` cannot be written.")
              .withDetail(e.toString())
              .withHint("Wireshark shows its folders under Help, About, Folders."));
    }
    setting
        .world()
        .out()
        .println("Wrote " + script + "; Wireshark shows the fleet when it starts.");
    return Exit.OK;
  }

  private void say(String... lines) {
    for (String line : lines) {
      setting.world().out().println(line);
    }
    setting.world().out().flush();
  }
}
