package io.sluice.packet.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that are read from anywhere: a file, or an object by its ranges. One thread's own. */
public interface Bytes extends AutoCloseable {
  /** How many there are now; a file that is still written grows. */
  long size() throws IOException;

  /**
   * Reads from byte {@code at} on until {@code into} is full or the bytes end.
   *
   * @return how many were read, 0 at the end
   */
  int read(long at, ByteBuffer into) throws IOException;

  /**
   * The fewest bytes that are worth a read of their own: bytes between two sought ones are read
   * along where they are fewer.
   */
  int grain();

  @Override
  void close() throws IOException;

  /** A file's. */
  static Bytes of(Path path) throws IOException {
    return new FileBytes(FileChannel.open(path, StandardOpenOption.READ));
  }
}
