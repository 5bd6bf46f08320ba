package io.sluice.it.crash;

import io.sluice.cli.Cli;
import io.sluice.cli.cloud.RealClouds;
import io.sluice.cli.work.World;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The orchestrator's own command line inside this process, with a sandbox that is up already. */
final class CommandLine {
  private CommandLine() {}

  /** What a command said and how it ended. */
  record Said(String command, int exit, String text) {}

  static Said run(Path sandbox, Object... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String[] args = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    int exit;
    try (PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      exit = new Cli(world(sandbox, stream)).run(args);
    }
    return new Said(String.join(" ", args), exit, bytes.toString(StandardCharsets.UTF_8));
  }

  static World world(Path sandbox, PrintStream stream) {
    Map<String, String> environment = Map.of("SLUICE_SANDBOX_DIR", sandbox.toString());
    return new World(
        new BufferedReader(Reader.nullReader()),
        stream,
        stream,
        environment::get,
        () -> false,
        new RealClouds(),
        List.of("false"),
        CommandLine::pause,
        status -> Runtime.getRuntime().halt(status));
  }

  private static boolean pause(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
