package io.sluice.sandbox.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Which process a machine is: {@code <pid> <start time in ms>}. The start time tells a process of
 * ours from a stranger that got the same number later.
 */
final class PidFile {
  private static final System.Logger LOG = System.getLogger(PidFile.class.getName());
  private static final String NAME = "pid";
  // the kernel counts start times in ticks since boot; the clock may be adjusted meanwhile
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private PidFile() {}

  static void write(Path machineRoot, ProcessHandle process) throws IOException {
    long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    Files.writeString(machineRoot.resolve(NAME), process.pid() + " " + start + "\n");
  }

  static void delete(Path machineRoot) {
    try {
      Files.deleteIfExists(machineRoot.resolve(NAME));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot delete a pid file", e);
    }
  }

  /**
   * Kills what an earlier sandbox left running under {@code machines} and waits until it is gone.
   *
   * @return the names of the machines that were still running
   */
  static List<String> sweep(Path machines) throws IOException {
    List<String> swept = new ArrayList<>();
    if (!Files.isDirectory(machines)) {
      return swept;
    }
    try (Stream<Path> roots = Files.list(machines)) {
      for (Path root : roots.toList()) {
        Optional<ProcessHandle> process = running(root.resolve(NAME));
        if (process.isPresent()) {
          kill(process.get());
          swept.add(String.valueOf(root.getFileName()));
        }
        delete(root);
      }
    }
    return swept;
  }

  private static Optional<ProcessHandle> running(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ", -1);
    if (words.length != 2 || !words[0].matches("\\d{1,18}") || !words[1].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    Instant recorded = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(ProcessHandle::isAlive)
        .filter(
            p ->
                p.info()
                    .startInstant()
                    .filter(s -> Duration.between(recorded, s).abs().compareTo(TOLERANCE) < 0)
                    .isPresent());
  }

  private static void kill(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "process " + process.pid() + " does not end", e);
    }
  }
}
