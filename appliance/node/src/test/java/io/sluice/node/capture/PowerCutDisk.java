package io.sluice.node.capture;

import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machine's disk, which remembers what would be left if the power went: of a file what was
 * synced and any part of the rest, with holes in it; of a directory the names that were synced and
 * any of the others.
 */
final class PowerCutDisk implements Disk {
  private static final int PAGE = 4_096;

  private final Random random;
  private final Map<Path, Long> synced = new HashMap<>();
  private final Set<Path> names = new HashSet<>();

  PowerCutDisk(long seed) {
    random = new Random(seed);
  }

  @Override
  public Output create(Path path) throws IOException {
    Output file = LINUX.create(path);
    return new Output() {
      @Override
      public long write(long vectors, int count, long at) {
        return file.write(vectors, count, at);
      }

      @Override
      public int sync() {
        synced(path);
        return 0;
      }

      @Override
      public int truncate(long length) {
        return file.truncate(length);
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  private synchronized void synced(Path file) {
    try {
      synced.put(file, Files.size(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void write(SegmentIndexer indexer, Path path) throws IOException {
    LINUX.write(indexer, path);
  }

  @Override
  public void sync(Path file) {
    synced(file);
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    names.addAll(list(directory));
  }

  @Override
  public long usable(Path directory) {
    return Long.MAX_VALUE;
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      // Nothing has been written yet
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Copies what would be found after the power went now. */
  synchronized void cut(Path directory, Path to) throws IOException {
    for (Path file : list(directory)) {
      if ((names.contains(file) || random.nextBoolean()) && Files.exists(file)) {
        Files.write(to.resolve(file.getFileName()), left(file));
      }
    }
  }

  private byte[] left(Path file) throws IOException {
    // A renamed file was synced under the name that it had
    Path fresh = file.resolveSibling(file.getFileName() + SegmentName.FRESH);
    long safe = synced.getOrDefault(file, synced.getOrDefault(fresh, 0L));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = Math.max(safe, channel.size());
      ByteBuffer bytes = ByteBuffer.allocate((int) (safe + random.nextLong(size - safe + 1)));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until it is full
      }
      byte[] left = bytes.array();
      for (int page = (int) (safe / PAGE) + 1; page * PAGE < left.length; page++) {
        if (random.nextInt(3) == 0) {
          int end = Math.min(left.length, (page + 1) * PAGE);
          java.util.Arrays.fill(left, page * PAGE, end, (byte) 0);
        }
      }
      return left;
    }
  }
}
