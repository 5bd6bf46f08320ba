package io.sluice.cli;

import io.sluice.cli.cloud.RealClouds;
import io.sluice.cli.command.Logging;
import io.sluice.cli.work.World;
import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The process {@code orchestrator}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logging.silence();
    System.exit(new Cli(world()).run(args));
  }

  private static World world() {
    return new World(
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        System.out,
        System.err,
        System::getenv,
        Main::interactive,
        new RealClouds(),
        sandboxCommand(),
        Main::pause,
        status -> Runtime.getRuntime().halt(status));
  }

  private static boolean interactive() {
    // Java 25 gives null again where there is no terminal (JDK-8351435); other versions need not.
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private static boolean pause(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The daemon runs on our own runtime and classes. */
  private static List<String> sandboxCommand() {
    return List.of(
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "io.sluice.sandbox.SandboxMain");
  }
}
