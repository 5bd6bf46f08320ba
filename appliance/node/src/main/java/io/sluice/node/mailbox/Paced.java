package io.sluice.node.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A stream that gives no more than so many bytes in a second; holds up whoever reads it. */
final class Paced extends FilterInputStream {
  /** Shorter sleeps are put together: the system's clock ticks no finer. */
  private static final long GRAIN_NANOS = 5_000_000;

  private final long bytesPerSecond;
  private final long begin = System.nanoTime();
  private long given;

  Paced(InputStream in, long bytesPerSecond) {
    super(in);
    this.bytesPerSecond = bytesPerSecond;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long early = begin + (long) (given * (1e9 / bytesPerSecond)) - System.nanoTime();
    if (early > GRAIN_NANOS) {
      try {
        Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped");
      }
    }
    int read = super.read(bytes, offset, length);
    given += Math.max(0, read);
    return read;
  }
}
