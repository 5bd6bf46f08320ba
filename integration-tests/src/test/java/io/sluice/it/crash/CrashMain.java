package io.sluice.it.crash;

import io.sluice.cli.command.Logging;
import io.sluice.it.crash.Harness.Kill;
import io.sluice.it.crash.Harness.Verdict;
import io.sluice.it.crash.Harness.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills before every call of apply and of destroy, and after every call that changes the cloud: to
 * the cloud, and a killed process leaves nothing else, a kill after a read is the kill before the
 * next call. Options: {@code --cloud azure|aws|aws-gateway}; {@code --all} kills after reads too;
 * {@code --every K} takes each K-th call only. Exits with 1 when anything was leaked, doubled or
 * left undone.
 */
public final class CrashMain {
  /** What the command takes when nobody says otherwise. */
  private static final int PARALLELISM = 10;

  private CrashMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Logging.silence();
    List<String> options = List.of(args);
    int named = options.indexOf("--every");
    int every = named < 0 ? 1 : Integer.parseInt(options.get(named + 1));
    Axe.Calls after = options.contains("--all") ? Axe.Calls.ALL : Axe.Calls.WRITES;
    Path folder = Files.createTempDirectory("sluice-crash");
    List<Verdict> failures = new ArrayList<>();
    int tried = 0;
    long begun = System.nanoTime();
    try (Harness harness = new Harness(folder, scene(options))) {
      for (Work work : Work.values()) {
        for (Kill first :
            List.of(
                new Kill(work, Axe.Side.BEFORE, Axe.Calls.ALL, 1, 1),
                new Kill(work, Axe.Side.AFTER, after, 1, 1),
                new Kill(work, Axe.Side.AFTER, after, PARALLELISM, 1))) {
          tried += pass(harness, first, every, failures);
        }
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

  private static int pass(Harness harness, Kill first, int every, List<Verdict> failures)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    int tried = 0;
    int failed = 0;
    for (int call = 1; ; call += every) {
      Verdict verdict = harness.kill(first.at(call));
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
        "%s killed %s each call%s, parallelism %d: %d calls tried, %d failures, %d s%n",
        first.work(),
        first.side(),
        first.counted() == Axe.Calls.WRITES ? " that writes" : "",
        first.parallelism(),
        tried,
        failed,
        (System.nanoTime() - begun) / 1_000_000_000);
    return tried;
  }

  private static Scene scene(List<String> options) {
    int named = options.indexOf("--cloud");
    String cloud = named < 0 ? "azure" : options.get(named + 1);
    String sources = "sources:\n  - instances: {tags: {crash: \"yes\"}}\n";
    return switch (cloud) {
      case "azure" -> new AzureScene();
      case "aws" -> new AwsScene("aws-mirror-netops.yaml", sources);
      case "aws-gateway" -> new AwsScene("aws-mirror-secops.yaml", sources);
      default -> throw new IllegalArgumentException("--cloud azure|aws|aws-gateway");
    };
  }
}
