package io.sluice.cli.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Processes known by pid and time of start. A pid alone is not enough: after a reboot it may be
 * somebody else's, and we are about to send signals.
 */
final class Processes {
  /** The kernel tells starts in clock ticks since boot, and the boot to a second. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private Processes() {}

  /** The process, if it lives and began before {@code moment}. */
  static Optional<ProcessHandle> begunBefore(long pid, Instant moment) {
    return alive(pid).filter(process -> !start(process, moment).isAfter(moment.plus(SLACK)));
  }

  /** The process, if it lives and began at {@code moment}. */
  static Optional<ProcessHandle> begunAt(long pid, Instant moment) {
    return begunBefore(pid, moment)
        .filter(process -> !start(process, moment).isBefore(moment.minus(SLACK)));
  }

  /** Waits until the process is gone; false if it is still there after {@code limit}. */
  static boolean awaitEnd(ProcessHandle process, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (living(process)) {
      if (System.nanoTime() >= end) {
        return false;
      }
      try {
        process.onExit().get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        // asked again above: a zombie whose parent never reaps it is gone for us, yet never "exits"
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static Optional<ProcessHandle> alive(long pid) {
    return ProcessHandle.of(pid).filter(Processes::living);
  }

  static boolean living(ProcessHandle process) {
    return process.isAlive() && !zombie(process.pid());
  }

  private static Instant start(ProcessHandle process, Instant otherwise) {
    return process.info().startInstant().orElse(otherwise);
  }

  /** Dead, but its parent (a container's first process that reaps nothing) has not noticed. */
  private static boolean zombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }
}
