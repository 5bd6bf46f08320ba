package io.sluice.packet.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file that can only be read from start to end: compressed, or from a pipe. */
final class Streamed extends Buffered {
  private final RawStream raw;
  private final InputStream unpacked;
  private final boolean live;
  private @Nullable String trouble;
  private final byte[] piece = new byte[1 << 16];
  private boolean over;

  /**
   * @param unpacked reads {@code raw}, or is it
   * @param live nobody should wait longer for a packet than it takes to come
   */
  Streamed(RawStream raw, InputStream unpacked, boolean live) {
    this.raw = raw;
    this.unpacked = unpacked;
    this.live = live;
  }

  @Override
  int read(ByteBuffer into) throws IOException {
    if (over) {
      return -1;
    }
    try {
      int count = unpacked.read(piece);
      over = count < 0;
      into.put(piece, 0, Math.max(0, count));
      return count;
    } catch (IOException e) {
      if (raw.failed()) {
        throw e;
      }
      over = true;
      trouble =
          "The compressed data is damaged or cut off near byte %d of the file%s"
              .formatted(raw.offset(), e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
      return -1;
    }
  }

  @Override
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  boolean live() {
    return live;
  }

  @Override
  public void close() throws IOException {
    try (unpacked) {
      super.close();
    }
  }
}
