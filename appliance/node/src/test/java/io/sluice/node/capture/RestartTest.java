package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.index.Filters;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process finds that comes after one which was killed, or after a power cut. */
class RestartTest {
  @TempDir private Path state;
  @TempDir private Path after;

  private static List<Long> numbers(long to) {
    return LongStream.range(0, to).boxed().toList();
  }

  private Path store() {
    return state.resolve("capture");
  }

  /** As the threads do after a start, but at once. */
  private static Store recover(Path directory) throws IOException {
    Store store = new Store(directory, Disk.LINUX, 64 << 20);
    store.bounds(256 << 20, Duration.ofDays(1));
    store.load();
    new Indexes(Disk.LINUX, store).mendAll();
    return store;
  }

  private static SearchReport search(Path directory) throws IOException {
    return new StoreSearch(
            directory,
            Filters.everything(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            (segments, of, packets) -> {})
        .run(packet -> true);
  }

  @Test
  void aTornSegmentIsCutToItsLastWholePacketAndHasItsIndex() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(64 << 20))) {
      rig.putAll(0, 0, 1_000, 200);
    }
    Path segment = Rig.files(store(), ".pcapng").getFirst();
    Files.delete(SegmentName.index(segment));
    long whole = Files.size(segment);
    Files.write(segment, new byte[] {6, 0, 0, 0, 100, 0, 0, 0, 1}, StandardOpenOption.APPEND);
    Files.write(store().resolve("left.idx.new"), new byte[10]);

    Store store = recover(store());

    assertThat(Files.size(segment)).isEqualTo(whole);
    assertThat(SegmentName.index(segment)).exists();
    assertThat(store.segments()).allMatch(StoredSegment::indexed);
    assertThat(store().resolve("left.idx.new")).doesNotExist();
    assertThat(Rig.stored(store())).isEqualTo(numbers(1_000));
    assertThat(search(store()).problems()).isEmpty();
  }

  @Test
  void aSegmentWithoutAWholePacketIsRemoved() throws IOException {
    Store.makePrivate(store(), Disk.LINUX);
    SegmentName name = new SegmentName(7, java.time.Instant.EPOCH);
    Files.write(store().resolve(name.file()), new byte[100]);

    Store store = recover(store());

    assertThat(store.segments()).isEmpty();
    assertThat(store().resolve(name.file())).doesNotExist();
    assertThat(store.used()).isZero();
  }

  @Test
  void theNextProcessGoesOnBesideWhatIsThere() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(64 << 20))) {
      rig.putAll(0, 0, 100, 200);
    }
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(64 << 20))) {
      rig.putAll(0, 100, 200, 200);
      rig.awaitSettled();

      assertThat(rig.captures.counts().segments()).isEqualTo(2);
    }
    assertThat(Rig.stored(store())).isEqualTo(numbers(200));
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAPowerCut() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    PowerCutDisk disk = new PowerCutDisk(seed);
    CaptureSettings small =
        new CaptureSettings(
            state, 4 << 20, 512 << 10, Duration.ofSeconds(60), Duration.ofMillis(1), 64 << 20);
    try (Rig rig = new Rig(small, disk, 1).started(Rig.config(256 << 20))) {
      long put = 0;
      for (int cut = 0; cut < 40; cut++) {
        long more = random.nextInt(1_500);
        rig.putAll(0, put, put + more, 400);
        put += more;
        long acknowledged = rig.captures.counts().durable();
        Path left = Files.createDirectory(after.resolve("cut" + cut));
        disk.cut(store(), left);

        recover(left);

        List<Long> stored = Rig.stored(left);
        assertThat(stored).as("cut %d of seed %d", cut, seed).doesNotHaveDuplicates();
        assertThat(stored.stream().limit(acknowledged).toList())
            .as("cut %d of seed %d", cut, seed)
            .isEqualTo(numbers(acknowledged));
        assertThat(search(left).problems()).as("cut %d of seed %d", cut, seed).isEmpty();
      }
      rig.awaitSettled();
      assertThat(rig.captures.counts().durable()).isEqualTo(put).isGreaterThan(5_000);
    }
  }
}
