package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Keep the minute before and after." */
class KeptTest {
  private static final CaptureConfig CONFIG = Rig.config(64 << 20);
  private static final CaptureConfig OTHER = Rig.config(65 << 20);
  private static final Instant START = Instant.ofEpochSecond(0, Rig.START);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path state;

  /** A segment of its own, of packets whose numbers are microseconds. */
  private void segment(Rig rig, long from, long to) {
    int before = rig.captures.segments().size();
    rig.putAll(0, from, to, 100);
    rig.awaitSettled();
    rig.captures.change(before % 2 == 0 ? OTHER : CONFIG);
    Rig.await(() -> rig.captures.segments().size() == before + 1);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private List<Long> kept() throws IOException {
    return Rig.stored(state.resolve("kept"));
  }

  @Test
  void whatIsKeptOutlivesTheStore() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      segment(rig, 0, 100);
      Keep keep = rig.captures.keep(START, MINUTE, MINUTE, "a detector said so");
      assertThat(keep.segments()).hasSize(1);

      rig.clock.advance(Duration.ofHours(2));
      Rig.await(() -> rig.captures.counts().expired() == 1);

      assertThat(rig.stored()).isEmpty();
      assertThat(kept()).isEqualTo(numbers(0, 100));
      assertThat(rig.captures.keeps().getFirst().why()).isEqualTo("a detector said so");
      assertThat(rig.captures.counts().kept()).isEqualTo(1);
      assertThat(rig.captures.counts().keptBytes()).isPositive();
    }
  }

  @Test
  void theMinuteAfterIsKeptWhenItHasCome() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      rig.captures.keep(START, MINUTE, MINUTE, "later");
      segment(rig, 30_000_000, 30_000_100);
      segment(rig, 90_000_000, 90_000_100);

      Rig.await(() -> rig.captures.counts().kept() == 1);
      assertThat(kept()).isEqualTo(numbers(30_000_000, 30_000_100));

      rig.clock.advance(Duration.ofMinutes(3));
      Rig.await(() -> isDone(rig));
    }
  }

  private static boolean isDone(Rig rig) {
    try {
      return rig.captures.keeps().getFirst().done();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatWasAskedForOutlivesTheProcess() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      rig.captures.keep(START, MINUTE, MINUTE, "later");
    }
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      segment(rig, 1_000_000, 1_000_100);

      Rig.await(() -> rig.captures.counts().kept() == 1);
      assertThat(kept()).isEqualTo(numbers(1_000_000, 1_000_100));
    }
  }

  @Test
  void whatWouldBeTooMuchIsRefusedAndTakesNothingAway() throws IOException {
    CaptureSettings little =
        new CaptureSettings(state, 4 << 20, 64 << 20, MINUTE, Duration.ofMillis(20), 100_000);
    try (Rig rig = new Rig(little, Disk.LINUX, 1).started(CONFIG)) {
      segment(rig, 0, 100);
      rig.captures.keep(START, MINUTE, MINUTE, "first");
      segment(rig, 200_000_000, 200_001_000);

      assertThatThrownBy(() -> rig.captures.keep(START.plusSeconds(200), MINUTE, MINUTE, "second"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("100000 is the most");
      assertThat(kept()).isEqualTo(numbers(0, 100));
    }
  }

  @Test
  void whatIsLetGoGoesUnlessAnotherSpanNeedsIt() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      segment(rig, 0, 100);
      Keep one = rig.captures.keep(START, MINUTE, MINUTE, "one");
      Keep two = rig.captures.keep(START, MINUTE, MINUTE, "two");

      assertThat(rig.captures.release(one.id())).isTrue();
      assertThat(kept()).isEqualTo(numbers(0, 100));
      assertThat(rig.captures.release(two.id())).isTrue();
      assertThat(kept()).isEmpty();
      assertThat(rig.captures.release(two.id())).isFalse();
      assertThat(rig.stored()).isEqualTo(numbers(0, 100));
    }
  }
}
