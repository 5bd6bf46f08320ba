package io.sluice.cli.sandbox;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The sandbox in one folder: looked for, started, stopped. Two commands that start it at the same
 * moment get the same one, because the folder is locked meanwhile.
 */
public final class SandboxDaemon {
  /** Longer than this without an answer is half-dead. */
  static final Duration ANSWER = Duration.ofSeconds(3);

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration POLITE = Duration.ofSeconds(15);
  private static final Duration FIRM = Duration.ofSeconds(5);

  private final Path dir;
  private final List<String> command;
  private final Consumer<String> progress;

  /**
   * @param dir its state folder; created when it is started
   * @param command starts the daemon, without {@code --dir}
   * @param progress gets a sentence for each thing that takes a while
   */
  public SandboxDaemon(Path dir, List<String> command, Consumer<String> progress) {
    this.dir = dir;
    this.command = List.copyOf(command);
    this.progress = progress;
  }

  public Path log() {
    return dir.resolve("sandbox.log");
  }

  /** How the sandbox stands. */
  public SandboxState state() {
    Optional<SandboxFile> file = SandboxFile.read(dir);
    if (file.isEmpty()) {
      return new SandboxState.None();
    }
    SandboxFile sandbox = file.get();
    if (Processes.begunBefore(sandbox.pid(), sandbox.startedAt()).isEmpty()) {
      return new SandboxState.Dead(sandbox);
    }
    try {
      return new SandboxState.Up(sandbox, new SandboxClient(sandbox).status(ANSWER));
    } catch (IOException e) {
      return new SandboxState.HalfDead(sandbox);
    }
  }

  /**
   * The running sandbox, started if there is none.
   *
   * @param warnings hears that the last one died, and its cloud with it
   * @throws ProblemException when it is half-dead or does not come up
   */
  public SandboxFile ensure(Consumer<Problem> warnings) {
    return locked(
        () ->
            switch (state()) {
              case SandboxState.Up up -> up.file();
              case SandboxState.HalfDead half -> throw new ProblemException(halfDead(half.file()));
              case SandboxState.None none -> start();
              case SandboxState.Dead dead -> {
                warnings.accept(
                    Problem.warning(
                            "sandbox.dead",
                            "The sandbox (process "
                                + dead.file().pid()
                                + ") is dead; its cloud is gone, and a new one is started.")
                        .withHint("Its last words are in " + log() + "."));
                Machines.sweep(dir);
                remove();
                yield start();
              }
            });
  }

  /**
   * Ends the sandbox and every machine of it: asked first, then SIGTERM, then SIGKILL.
   *
   * @return what was found and done
   * @throws ProblemException when a process survives even that
   */
  public Stopped stop() {
    return locked(
        () -> {
          Optional<SandboxFile> file = SandboxFile.read(dir);
          Optional<ProcessHandle> process =
              file.flatMap(f -> Processes.begunBefore(f.pid(), f.startedAt()));
          Stopped.How how =
              process.isPresent()
                  ? end(file.orElseThrow(), process.get())
                  : file.isPresent() ? Stopped.How.WAS_DEAD : Stopped.How.NOT_RUNNING;
          int machines = Machines.sweep(dir);
          remove();
          return new Stopped(how, machines);
        });
  }

  private Stopped.How end(SandboxFile file, ProcessHandle process) {
    progress.accept("Stopping the sandbox (process " + process.pid() + ").");
    try {
      new SandboxClient(file).stop(ANSWER);
      if (Processes.awaitEnd(process, POLITE)) {
        return Stopped.How.ASKED;
      }
    } catch (IOException e) {
      // does not answer: the signals below do not need it to
    }
    progress.accept("It does not end when asked; sending SIGTERM.");
    process.destroy();
    if (Processes.awaitEnd(process, FIRM)) {
      return Stopped.How.TERMINATED;
    }
    progress.accept("It does not end on SIGTERM; sending SIGKILL.");
    process.destroyForcibly();
    if (Processes.awaitEnd(process, FIRM)) {
      return Stopped.How.KILLED;
    }
    throw new ProblemException(
        Problem.error("sandbox.undead", "Process " + process.pid() + " survives SIGKILL.")
            .withHint("Only the system's administrator can end it."));
  }

  private SandboxFile start() {
    progress.accept("Starting the sandbox in " + dir + ".");
    Process process = Detached.start(command, dir, log());
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      if (state() instanceof SandboxState.Up up) {
        progress.accept("The sandbox is up at " + up.file().http() + ".");
        return up.file();
      }
      if (!process.isAlive() && process.exitValue() != 0) {
        throw new ProblemException(
            Problem.error(
                    "sandbox.start",
                    "The sandbox ended with status " + process.exitValue() + " while starting.")
                .withDetail(Detached.tail(log()))
                .withHint("Its log is " + log() + "."));
      }
      sleep();
    }
    throw new ProblemException(
        Problem.error(
                "sandbox.start",
                "The sandbox does not answer " + START.toSeconds() + " s after its start.")
            .withDetail(Detached.tail(log()))
            .withHint("Its log is " + log() + "; `orchestrator sandbox stop` ends it."));
  }

  /** What a half-dead sandbox is told as. */
  public Problem halfDead(SandboxFile file) {
    return Problem.error(
            "sandbox.half-dead",
            "The sandbox (process "
                + file.pid()
                + ") lives but does not answer at "
                + file.http()
                + " within "
                + ANSWER.toSeconds()
                + " s.")
        .withHint(
            "`orchestrator sandbox stop` ends it with its machines; its log is " + log() + ".");
  }

  private void remove() {
    try {
      Files.deleteIfExists(dir.resolve(SandboxFile.NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the sandbox starts", e);
    }
  }

  private <T> T locked(Supplier<T> work) {
    try {
      Files.createDirectories(dir);
      try (FileChannel channel =
              FileChannel.open(
                  dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock on " + dir + " was lost");
        }
        return work.get();
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.error("sandbox.folder", "The sandbox's folder " + dir + " cannot be used.")
              .withDetail(e.getMessage())
              .withHint("`SLUICE_SANDBOX_DIR` names another one."));
    }
  }
}
