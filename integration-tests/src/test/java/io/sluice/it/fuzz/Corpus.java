package io.sluice.it.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The inputs that are kept for a target, many and small, as one file. */
final class Corpus {
  /** Every archive of the same inputs is the same. */
  private static final long NO_TIME = 315_532_800_000L;

  private Corpus() {}

  /** {@code unpack ARCHIVE FOLDER} or {@code pack FOLDER ARCHIVE}. */
  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[1]);
    Path to = Path.of(arguments[2]);
    if (arguments[0].equals("unpack")) {
      Files.createDirectories(to);
      for (Map.Entry<String, byte[]> input : read(from).entrySet()) {
        Files.write(to.resolve(input.getKey()), input.getValue());
      }
    } else {
      write(from, to);
    }
  }

  /** By their names. */
  static Map<String, byte[]> read(Path archive) throws IOException {
    Map<String, byte[]> inputs = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path name = Path.of(entry.getName()).getFileName();
        inputs.put(String.valueOf(name), zip.readAllBytes());
      }
    }
    return inputs;
  }

  private static void write(Path folder, Path archive) throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(folder)) {
      inputs = files.sorted().toList();
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.setLevel(9);
      inputs.forEach(input -> add(zip, input));
    }
  }

  private static void add(ZipOutputStream zip, Path input) {
    try {
      ZipEntry entry = new ZipEntry(String.valueOf(input.getFileName()));
      entry.setTime(NO_TIME);
      zip.putNextEntry(entry);
      zip.write(Files.readAllBytes(input));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
