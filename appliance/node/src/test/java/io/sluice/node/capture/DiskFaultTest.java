package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.linux.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails or is full costs packets, which are counted, and mends by itself. */
class DiskFaultTest {
  private static final CaptureConfig CONFIG = Rig.config(64 << 20);

  @TempDir private Path state;

  private final FaultyDisk disk = new FaultyDisk();

  private void checkThatItIsMended(Rig rig, long from) throws IOException {
    Rig.await(() -> rig.captures.problem().isEmpty() || retried(rig));
    rig.putAll(0, from, from + 1_000, 100);
    rig.awaitSettled();
    assertThat(rig.captures.problem()).isEmpty();
    List<Long> stored = rig.stored();
    CaptureCounts counts = rig.captures.counts();
    assertThat(stored).contains(from, from + 999).doesNotHaveDuplicates();
    assertThat(stored).hasSize((int) counts.durable());
    assertThat(counts.packets()).isEqualTo(counts.disk() + counts.durable());
  }

  /** Packets show whether the disk takes them again. */
  private static boolean retried(Rig rig) {
    rig.put(0, 1_000_000 + rig.captures.counts().packets(), 100);
    return false;
  }

  @Test
  void aFullDiskIsToldAndPacketsAreCountedUntilItHasRoom() throws IOException {
    try (Rig rig = new Rig(state, disk, 1).started(CONFIG)) {
      rig.putAll(0, 0, 1_000, 100);
      rig.awaitSettled();
      disk.full(true);
      rig.put(0, 1_000, 100);
      Rig.await(() -> !rig.captures.problem().isEmpty());
      assertThat(rig.captures.problem())
          .isEqualTo("a segment cannot be written: No space left on device");
      rig.putAll(0, 1_001, 3_000, 100);
      Rig.await(() -> rig.captures.counts().disk() == 2_000);
      assertThat(rig.stored()).isEqualTo(LongStream.range(0, 1_000).boxed().toList());

      disk.full(false);

      checkThatItIsMended(rig, 3_000);
    }
  }

  @Test
  void aSegmentThatCannotBeCreatedIsToldToo() throws IOException {
    disk.createFails = true;
    try (Rig rig = new Rig(state, disk, 1).started(CONFIG)) {
      rig.put(0, 0, 100);
      Rig.await(() -> !rig.captures.problem().isEmpty());
      assertThat(rig.captures.problem()).startsWith("a segment cannot be created: ");
      disk.createFails = false;

      checkThatItIsMended(rig, 10);
    }
  }

  @Test
  void whatTheDeviceDidNotTakeIsNeverToldToBeDurable() throws IOException {
    try (Rig rig = new Rig(state, disk, 1).started(CONFIG)) {
      rig.putAll(0, 0, 1_000, 100);
      rig.awaitSettled();
      disk.syncFails = Errno.EIO;
      rig.putAll(0, 1_000, 2_000, 100);
      Rig.await(() -> rig.captures.counts().disk() == 1_000);

      assertThat(rig.captures.problem())
          .isEqualTo("a segment cannot be made durable: Input/output error");
      assertThat(rig.captures.counts().durable()).isEqualTo(1_000);
      // What may have been lost must not look as if it were kept
      assertThat(rig.stored()).isEqualTo(LongStream.range(0, 1_000).boxed().toList());
      disk.syncFails = 0;

      checkThatItIsMended(rig, 2_000);
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeDurableKeepsItsPacketsFromBeingAcknowledged() throws IOException {
    try (Rig rig = new Rig(state, disk, 1).started(CONFIG)) {
      rig.putAll(0, 0, 10, 100);
      rig.awaitSettled();
      rig.captures.change(Rig.config(65 << 20));
      Rig.await(() -> rig.captures.segments().size() == 1);
      disk.directoryFails = true;
      rig.putAll(0, 10, 20, 100);
      Rig.await(() -> rig.captures.counts().disk() == 10);
      disk.directoryFails = false;

      checkThatItIsMended(rig, 20);
    }
  }

  @Test
  void anIndexThatCannotBeWrittenIsMadeLater() throws IOException {
    disk.indexFails = true;
    try (Rig rig = new Rig(state, disk, 1).started(CONFIG)) {
      rig.putAll(0, 0, 1_000, 100);
      rig.awaitSettled();
      rig.captures.change(Rig.config(65 << 20));
      Rig.await(() -> rig.captures.counts().unindexed() == 1);
      assertThat(rig.captures.problem()).startsWith("an index cannot be ");
      assertThat(Rig.files(state.resolve("capture"), ".idx")).isEmpty();
      disk.indexFails = false;

      Rig.await(() -> rig.captures.counts().unindexed() == 0);
      Rig.await(() -> rig.captures.problem().isEmpty());
      assertThat(Rig.files(state.resolve("capture"), ".idx")).hasSize(1);
      assertThat(rig.stored()).hasSize(1_000);
    }
  }

  @Test
  void callsThatWriteOnlyAPartAreGoneOnWith() throws IOException {
    disk.shortWrites = 777;
    try (Rig rig = new Rig(state, disk, 2).started(CONFIG)) {
      for (long number = 0; number < 2_000; number++) {
        rig.put((int) (number % 2), number, 300);
      }
      rig.awaitSettled();

      assertThat(rig.stored()).hasSize(2_000).doesNotHaveDuplicates();
    }
  }
}
