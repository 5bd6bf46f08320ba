package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file in order, a stretch of them in memory at a time: {@code at} up to {@code end}
 * of {@code memory}. Fields, because readers look at them for every packet.
 */
abstract class Supply implements AutoCloseable {
  MemorySegment memory = MemorySegment.NULL;

  /** Where reading is. */
  long at;

  /** Where the bytes in memory end. */
  long end;

  /** Where in the (unpacked) file {@code memory} begins. */
  long origin;

  /**
   * Brings so many bytes from {@code at} on into memory; may move what is in memory.
   *
   * @return false if they are not there: the file ends before, or nothing more came yet
   */
  abstract boolean more(long bytes) throws IOException;

  /** Why there is no more, where it is not for the file's end. */
  abstract @Nullable String trouble();

  /** Whether more may come although {@link #more} said no. */
  boolean waiting() {
    return false;
  }

  /** Whether bytes come as they are made, so that looking ahead would hold packets back. */
  boolean live() {
    return false;
  }

  final boolean have(long bytes) throws IOException {
    return end - at >= bytes || more(bytes);
  }

  /** Goes over so many bytes, however many they are, or to the end. */
  boolean skip(long bytes) throws IOException {
    if (!have(bytes)) {
      return false;
    }
    at += bytes;
    return true;
  }

  /** Where in the (unpacked) file reading is. */
  final long offset() {
    return origin + at;
  }

  @Override
  public abstract void close() throws IOException;
}
