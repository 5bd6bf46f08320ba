package io.sluice.it.crash;

import io.sluice.it.Places;
import io.sluice.it.crash.Harness.Kill;
import io.sluice.it.crash.Harness.Verdict;
import io.sluice.it.crash.Harness.Work;
import io.sluice.it.stage.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Every call of apply and of destroy, both sides of it. Options: {@code --every K} takes each K-th
 * call only. Exits with 1 when anything was leaked, doubled or left undone.
 */
public final class CrashMain {
  /** What the command takes when nobody says otherwise. */
  private static final int PARALLELISM = 10;

  private CrashMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int every = args.length == 2 && args[0].equals("--every") ? Integer.parseInt(args[1]) : 1;
    Path folder = Files.createTempDirectory("sluice-crash");
    List<Verdict> failures = new ArrayList<>();
    int tried = 0;
    long begun = System.nanoTime();
    try (Harness harness = new Harness(folder, blueprint())) {
      for (Work work : Work.values()) {
        tried += pass(harness, work, Axe.Side.BEFORE, 1, every, failures);
        tried += pass(harness, work, Axe.Side.AFTER, 1, every, failures);
        tried += pass(harness, work, Axe.Side.AFTER, PARALLELISM, every, failures);
      }
    }
    for (Verdict failure : failures) {
      System.out.println("FAILED " + failure.kill() + " at " + failure.fell());
      failure.problems().forEach(problem -> System.out.println("  " + problem));
    }
    long seconds = (System.nanoTime() - begun) / 1_000_000_000;
    System.out.printf(
        "%d calls tried%s, %d failures, %d s%n",
        tried, every == 1 ? "" : " (every " + every + ".)", failures.size(), seconds);
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  private static int pass(
      Harness harness, Work work, Axe.Side side, int parallelism, int every, List<Verdict> failures)
      throws IOException, InterruptedException {
    int tried = 0;
    int failed = 0;
    for (int call = 1; ; call += every) {
      Verdict verdict = harness.kill(new Kill(work, side, parallelism, call));
      if (!verdict.problems().isEmpty()) {
        failures.add(verdict);
        failed++;
      }
      if (verdict.fell().isEmpty()) {
        break;
      }
      tried++;
    }
    System.out.printf(
        "%s killed %s each call, parallelism %d: %d calls tried, %d failures%n",
        work, side, parallelism, tried, failed);
    return tried;
  }

  private static String blueprint() throws IOException {
    return Files.readString(Places.root().resolve("blueprints/azure-gateway.yaml"))
        .replace("sources:\n", "sources:\n  - frontend: " + Users.frontend(0) + "\n");
  }
}
