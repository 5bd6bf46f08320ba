package io.sluice.cli.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The appliance processes that a daemon recorded as {@code machines/<name>/pid} ("pid
 * startEpochMillis"). A daemon that ended well has ended them; this is for the others.
 */
final class Machines {
  private static final Pattern RECORD = Pattern.compile("(\\d{1,10})\\s+(\\d{1,15})\\s*");
  private static final Duration GRACE = Duration.ofSeconds(2);

  private Machines() {}

  /** Ends every machine that still runs and says how many there were. */
  static int sweep(Path dir) {
    List<ProcessHandle> running = new ArrayList<>();
    Path machines = dir.resolve("machines");
    if (!Files.isDirectory(machines)) {
      return 0;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(machines)) {
      for (Path folder : folders) {
        process(folder.resolve("pid")).ifPresent(running::add);
      }
    } catch (IOException e) {
      return 0;
    }
    // A machine drains on SIGTERM, which is of no use to a cloud that is gone.
    running.forEach(ProcessHandle::destroyForcibly);
    running.forEach(process -> Processes.awaitEnd(process, GRACE));
    return running.size();
  }

  private static Optional<ProcessHandle> process(Path file) {
    try {
      Matcher record = RECORD.matcher(Files.readString(file));
      return record.matches()
          ? Processes.begunAt(
              Long.parseLong(record.group(1)),
              Instant.ofEpochMilli(Long.parseLong(record.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
