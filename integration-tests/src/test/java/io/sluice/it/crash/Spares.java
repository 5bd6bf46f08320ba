package io.sluice.it.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps victims warming up ahead of their turn, so that a kill costs no start of a JVM. */
final class Spares implements AutoCloseable {
  private static final int AHEAD = 2;

  private final Path warmth;
  private final Path blueprint;
  private final Path folder;
  private final String classPath;
  private final Deque<Victim> waiting = new ArrayDeque<>();
  private int started;

  /**
   * @param warmth the folder of a sandbox to warm up with
   * @param folder for logs
   */
  Spares(Path warmth, Path blueprint, Path folder) throws IOException {
    this.warmth = warmth;
    this.blueprint = blueprint;
    this.folder = folder;
    this.classPath = ClassPath.asJars(folder.resolve("jars"));
    try (Victim first = start()) {
      first.retire();
    }
  }

  Victim take() throws IOException {
    while (waiting.size() <= AHEAD) {
      waiting.add(start());
    }
    return waiting.remove();
  }

  private Victim start() throws IOException {
    started++;
    return new Victim(
        classPath,
        warmth,
        blueprint,
        folder.resolve("classes.jsa"),
        folder.resolve("victim-" + started + ".log"));
  }

  @Override
  public void close() {
    waiting.forEach(Victim::close);
  }
}
