package io.sluice.sandbox.aws.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The folder with the bytes of all objects, one file for each body that came. A file is known to
 * nobody until all of it is there.
 */
final class Vault {
  private static final int LONGEST = 120;

  private final Path folder;
  private final AtomicLong files = new AtomicLong();

  /**
   * @param folder is emptied: the objects of an earlier sandbox have no bucket any more
   */
  Vault(Path folder) {
    this.folder = folder;
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
        for (Path file : all) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot empty " + folder, e);
      }
    }
  }

  /** The name of a new file; the object's name is in it for those who look. */
  Path file(String bucket, String key) throws IOException {
    Path place = Files.createDirectories(folder.resolve(bucket));
    String plain = key.replaceAll("[^A-Za-z0-9._-]", "_");
    String end = plain.substring(Math.max(0, plain.length() - LONGEST));
    return place.resolve(files.incrementAndGet() + "-" + end);
  }

  /** Nothing happens where the file is gone. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
