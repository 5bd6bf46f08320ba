package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * An object's bytes from its first to its last in windows of one size, the next one being fetched
 * while one is looked at. One thread's own.
 */
final class Windows {
  private final Objects objects;
  private final String name;
  private final int size;
  private long at;
  private @Nullable FutureTask<Optional<byte[]>> next;

  /**
   * Starts to read.
   *
   * @param size of a window, in bytes
   */
  Windows(Objects objects, String name, int size) {
    this.objects = objects;
    this.name = name;
    this.size = size;
    this.next = fetch();
  }

  private FutureTask<Optional<byte[]>> fetch() {
    long from = at;
    FutureTask<Optional<byte[]>> task = new FutureTask<>(() -> objects.range(name, from, size));
    Thread.ofVirtual().name("window").start(task);
    return task;
  }

  String name() {
    return name;
  }

  /**
   * The next bytes; none at the end.
   *
   * @throws ProblemException when the object cannot be read, or is gone
   */
  byte[] next() {
    FutureTask<Optional<byte[]>> task = next;
    if (task == null) {
      return new byte[0];
    }
    byte[] bytes = result(task).orElseThrow(this::gone);
    at += bytes.length;
    next = bytes.length < size ? null : fetch();
    return bytes;
  }

  private ProblemException gone() {
    return new ProblemException(
        Problem.error(
            "search.object-gone", "`" + name + "` went from the mailbox as it was read."));
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.error("search.interrupted", "Reading was interrupted."));
    }
  }
}
