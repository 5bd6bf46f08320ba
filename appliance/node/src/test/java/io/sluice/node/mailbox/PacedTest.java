package io.sluice.node.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacedTest {
  /** A clock that goes on only while somebody sleeps. */
  private static final class Slept implements Paced.Time {
    private long now = 42;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      now += nanos;
    }
  }

  @Test
  void atNoMomentMoreHasBeenGivenThanMayBe() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Slept time = new Slept();
    byte[] got = new byte[content.length];
    int at = 0;
    try (InputStream paced = new Paced(new ByteArrayInputStream(content), 1_000_000, time)) {
      for (int read; (read = paced.read(got, at, Math.min(16_384, got.length - at))) > 0; ) {
        at += read;
        double seconds = (time.nanos() - 42) / 1e9;
        // One buffer and what the clock is too coarse for
        assertThat((double) at).isLessThanOrEqualTo(seconds * 1_000_000 + 16_384 + 5_000);
      }
    }
    assertThat(got).isEqualTo(content);
  }

  @Test
  void whoeverReadsSlowlyIsNotHeldUp() throws Exception {
    Slept time = new Slept();
    try (InputStream paced = new Paced(new ByteArrayInputStream(new byte[10]), 1, time)) {
      for (int i = 0; i < 10; i++) {
        long before = time.nanos();
        assertThat(paced.read()).isZero();
        assertThat(time.nanos()).isEqualTo(before);
        time.sleep(1_000_000_000);
      }
      assertThat(paced.read()).isEqualTo(-1);
    }
  }
}
