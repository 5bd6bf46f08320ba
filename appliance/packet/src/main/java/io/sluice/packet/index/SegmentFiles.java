package io.sluice.packet.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the files of a store are called. */
public final class SegmentFiles {
  /** What segments' names end with. */
  public static final String SEGMENT = ".pcapng";

  /** What indexes' names end with, after the same beginning. */
  public static final String INDEX = ".idx";

  private SegmentFiles() {}

  /** Where a segment's index is, once the segment is closed. */
  public static Path index(Path segment) {
    String name = String.valueOf(segment.getFileName());
    return segment.resolveSibling(name.substring(0, name.length() - SEGMENT.length()) + INDEX);
  }

  /**
   * The segments of a store by name, which is the order that they were written in.
   *
   * @throws NoSuchFileException if there is no such directory
   */
  public static List<Path> segments(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files.filter(file -> file.toString().endsWith(SEGMENT)).sorted().toList();
    }
  }
}
