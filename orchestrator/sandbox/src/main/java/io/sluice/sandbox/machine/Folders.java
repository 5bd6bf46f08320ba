package io.sluice.sandbox.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders that are the machines' disks. */
public final class Folders {
  private static final System.Logger LOG = System.getLogger(Folders.class.getName());

  private Folders() {}

  /**
   * Ends the processes that an earlier sandbox left under the folder of all machines.
   *
   * @throws IOException when the folder cannot be read
   */
  public static void sweep(Path machines) throws IOException {
    List<String> swept = PidFile.sweep(machines);
    if (!swept.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "ended machines of an earlier sandbox: {0}", swept);
    }
  }

  /**
   * An empty disk for a machine that boots.
   *
   * @throws IOException when what was there cannot be deleted
   */
  public static void fresh(Path root) throws IOException {
    delete(root);
    Files.createDirectories(root);
  }

  /** Deletes the program from the disk of a machine that ran; its logs are kept. */
  public static void dropProgram(Path root) {
    try {
      delete(root.resolve("opt"));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot clear " + root, e);
    }
  }

  /** Deletes a folder and all in it, following no link; nothing happens if it is not there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
