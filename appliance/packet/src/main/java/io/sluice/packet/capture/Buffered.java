package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Bytes that come in pieces; memory grows only with what has come, to the largest record's size.
 */
abstract class Buffered extends Supply {
  private static final int PIECE = 1 << 16;
  private static final long FIRST = 1 << 20;

  private final Arena arena = Arena.ofShared();
  private final byte[] piece = new byte[PIECE];

  Buffered() {
    memory = arena.allocate(FIRST);
  }

  /** Some bytes, waiting for them if need be; -1: none now. */
  abstract int read(byte[] into) throws IOException;

  @Override
  final boolean more(long bytes) throws IOException {
    while (end - at < bytes) {
      if (memory.byteSize() - end < PIECE) {
        makeRoom();
      }
      int count = read(piece);
      if (count < 0) {
        return false;
      }
      MemorySegment.copy(piece, 0, memory, ValueLayout.JAVA_BYTE, end, count);
      end += count;
    }
    return true;
  }

  @Override
  final boolean skip(long bytes) throws IOException {
    long left = bytes;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (!more(1)) {
        return false;
      }
    }
    at += left;
    return true;
  }

  private void makeRoom() {
    MemorySegment to = memory;
    if (memory.byteSize() - (end - at) < memory.byteSize() / 2) {
      to = arena.allocate(2 * memory.byteSize());
    }
    MemorySegment.copy(memory, at, to, 0, end - at);
    memory = to;
    origin += at;
    end -= at;
    at = 0;
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
