package io.sluice.node.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/** A stream that gives no more than so many bytes in a second; holds up whoever reads it. */
final class Paced extends FilterInputStream {
  /** Shorter sleeps are put together: the system's clock ticks no finer. */
  private static final long GRAIN_NANOS = 5_000_000;

  /** What time is it, and how to let it pass. */
  interface Time {
    Time SYSTEM =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            Thread.sleep(Duration.ofNanos(nanos));
          }
        };

    long nanos();

    void sleep(long nanos) throws InterruptedException;
  }

  private final long bytesPerSecond;
  private final Time time;
  private final long begin;
  private long given;

  Paced(InputStream in, long bytesPerSecond, Time time) {
    super(in);
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
    this.begin = time.nanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long early = begin + (long) (given * (1e9 / bytesPerSecond)) - time.nanos();
    if (early > GRAIN_NANOS) {
      try {
        time.sleep(early);
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
