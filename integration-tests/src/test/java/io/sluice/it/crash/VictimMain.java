package io.sluice.it.crash;

import io.sluice.cli.Cli;
import io.sluice.cli.command.Logging;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The process behind {@link Victim}: warms up, waits for a line, runs it. */
public final class VictimMain {
  static final String WARM = "warm";

  private VictimMain() {}

  /**
   * @param args a sandbox folder to warm up with, and a blueprint to plan there; a third word makes
   *     it apply and destroy as well
   */
  public static void main(String[] args) throws IOException {
    Logging.silence();
    Path sandbox = Path.of(args[0]);
    boolean all = args.length == 3;
    List<String> works = all ? List.of("apply", "plan", "destroy") : List.of("plan");
    for (String work : works) {
      CommandLine.Said said =
          work.equals("plan")
              ? CommandLine.run(sandbox, work, args[1], "--sandbox")
              : CommandLine.run(sandbox, work, args[1], "--sandbox", "--auto-approve");
      if (said.exit() != 0) {
        System.out.println("cannot warm up: " + said.text().replace('\n', ' '));
        return;
      }
    }
    System.out.println(WARM);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      return;
    }
    String[] words = line.split("\t", -1);
    PrintStream out = System.err;
    System.exit(
        new Cli(CommandLine.world(Path.of(words[0]), out))
            .run(Arrays.copyOfRange(words, 1, words.length)));
  }
}
