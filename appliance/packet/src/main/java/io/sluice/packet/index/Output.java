package io.sluice.packet.index;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The bytes of an index as they come, and their pages. */
final class Output {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST_VARINT = 5;

  /** Pages that one call writes. */
  private static final int PAGES = 16;

  private final ByteBuffer pages =
      ByteBuffer.allocateDirect(PAGES * Layout.PAGE).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C sum = new CRC32C();

  private byte[] bytes = new byte[1 << 20];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }

  void skip(int length) {
    room(length);
    Arrays.fill(bytes, size, size + length, (byte) 0);
    size += length;
  }

  void i32(int value) {
    room(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void i64(long value) {
    room(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** The lowest bytes of a value. */
  void low(long value, int width) {
    room(width);
    for (int i = 0; i < width; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void varint(int value) {
    room(LONGEST_VARINT);
    int left = value;
    while ((left & ~0x7f) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  static int varintLength(int value) {
    return (Math.max(1, 32 - Integer.numberOfLeadingZeros(value)) + 6) / 7;
  }

  void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  void setLong(int at, long value) {
    LONG.set(bytes, at, value);
  }

  /**
   * Writes the pages under another name and then gives them theirs, so that a file of this name is
   * whole.
   */
  void write(Path path) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      try (FileChannel file =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        int count = (size + Layout.PAGE_BYTES - 1) / Layout.PAGE_BYTES;
        skip(count * Layout.PAGE_BYTES - size);
        for (int page = 0; page < count; page += PAGES) {
          fill(page, Math.min(page + PAGES, count));
          while (pages.hasRemaining()) {
            file.write(pages);
          }
        }
      }
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private void fill(int from, int to) {
    pages.clear();
    for (int page = from; page < to; page++) {
      sum.reset();
      sum.update(bytes, page * Layout.PAGE_BYTES, Layout.PAGE_BYTES);
      pages.put(bytes, page * Layout.PAGE_BYTES, Layout.PAGE_BYTES).putInt((int) sum.getValue());
    }
    pages.flip();
  }
}
