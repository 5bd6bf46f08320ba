package io.sluice.it.crash;

import io.sluice.cli.Cli;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The process behind {@link Victim}: warms up, waits for a line, runs it. */
public final class VictimMain {
  static final String WARM = "warm";

  private VictimMain() {}

  /**
   * @param args a sandbox folder to warm up with, and a blueprint to plan there
   */
  public static void main(String[] args) throws IOException {
    CommandLine.Said plan = CommandLine.run(Path.of(args[0]), "plan", args[1], "--sandbox");
    if (plan.exit() != 0) {
      System.out.println("cannot warm up: " + plan.text().replace('\n', ' '));
      return;
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
