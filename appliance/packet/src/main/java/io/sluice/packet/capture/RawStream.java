package io.sluice.packet.capture;

import java.io.IOException;
import java.io.InputStream;

/**
 * Buffered bytes as they lie in a file. {@link #available} is 0 only at the end, as {@link
 * java.util.zip.GZIPInputStream} needs it to see a further member also behind a pipe; and failures
 * to read can be told from damaged content.
 */
final class RawStream extends InputStream {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private long offset;
  private boolean failed;

  RawStream(InputStream in) {
    this.in = in;
  }

  /** Up to so many (at most 65,536) of the bytes that come next, without taking them. */
  byte[] peek(int count) throws IOException {
    while (end < count && fill()) {}
    byte[] start = new byte[Math.min(count, end)];
    System.arraycopy(buffer, 0, start, 0, start.length);
    return start;
  }

  /** How many bytes of the file were taken. */
  long offset() {
    return offset;
  }

  /** Whether reading the file itself failed. */
  boolean failed() {
    return failed;
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = 0;
    }
    try {
      int count = in.read(buffer, end, buffer.length - end);
      end += Math.max(0, count);
      return count >= 0;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    offset++;
    return buffer[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, into, from, count);
    at += count;
    offset += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return at == end && !fill() ? 0 : end - at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
