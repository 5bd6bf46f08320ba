package io.sluice.node.capture;

import io.sluice.node.linux.OutputFile;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** What capture asks of a file system; each of it may fail. */
interface Disk {
  /** A segment that is being written. Calls return as {@link OutputFile}'s do. */
  interface Output {
    long write(long vectors, int count, long at);

    int sync();

    int truncate(long length);

    void close();
  }

  /** Makes a file that is not there yet, for its owner only. */
  Output create(Path path) throws IOException;

  /** Writes an index, whole or not at all. */
  void write(SegmentIndexer indexer, Path path) throws IOException;

  /** Returns once what was written to a whole file is on the device. */
  void sync(Path file) throws IOException;

  /** Returns once names that were made, changed or removed in a directory are on the device. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that could still be written. */
  long usable(Path directory) throws IOException;

  /** The machine's. */
  Disk LINUX =
      new Disk() {
        @Override
        public Output create(Path path) throws IOException {
          Files.createFile(
              path,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
          return new LinuxOutput(OutputFile.open(path));
        }

        @Override
        public void write(SegmentIndexer indexer, Path path) throws IOException {
          indexer.finish(path);
        }

        @Override
        public void sync(Path file) throws IOException {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
          try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }

        @Override
        public long usable(Path directory) throws IOException {
          return Files.getFileStore(directory).getUsableSpace();
        }
      };

  /** A file of the machine's. */
  record LinuxOutput(OutputFile file) implements Output {
    @Override
    public long write(long vectors, int count, long at) {
      return file.write(vectors, count, at);
    }

    @Override
    public int sync() {
      return file.sync();
    }

    @Override
    public int truncate(long length) {
      return file.truncate(length);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
