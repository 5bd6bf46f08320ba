package io.sluice.packet.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a segment whose writer was killed, and what the index of one costs. */
class SegmentIndexerTest {
  private static final long NANOS = 1_700_000_000_000_000_000L;

  @TempDir private Path store;
  private Path segment;
  private List<Stored> packets;

  @BeforeEach
  void write() throws IOException {
    packets = packets(40);
    segment = Stored.segment(store.resolve("1.pcapng"), packets);
  }

  private static List<Stored> packets(int count) {
    Random random = new Random(count);
    RandomFrames frames = new RandomFrames(random);
    List<Stored> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      packets.add(Stored.of(frames.ethernet(), random.nextInt(3), NANOS + i));
    }
    return packets;
  }

  private static int readable(byte[] file) throws IOException {
    int count = 0;
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(file))) {
      while (reader.next()) {
        count++;
      }
      assertThat(reader.warnings()).isEmpty();
    }
    return count;
  }

  @Test
  void whereverASegmentIsCutItsWholeBlocksAreTold() throws IOException {
    byte[] whole = Files.readAllBytes(segment);
    SegmentIndexer indexer = new SegmentIndexer();
    for (int length = 60; length <= whole.length; length += 7) {
      Files.write(segment, Arrays.copyOf(whole, length));

      SegmentIndexer.Whole found = indexer.rebuild(segment);

      assertThat(found.problem()).isNull();
      assertThat(found.end()).isBetween(0L, (long) length);
      assertThat(readable(Arrays.copyOf(whole, (int) found.end()))).isEqualTo(found.packets());
      if (found.packets() > 0) {
        assertThat(found.first()).isEqualTo(NANOS);
        assertThat(found.last()).isEqualTo(NANOS + found.packets() - 1);
      }
    }
    assertThat(indexer.rebuild(segment).packets()).isLessThanOrEqualTo(40);
  }

  @Test
  void zeroesThatAPowerCutLeavesAreTheEnd() throws IOException {
    byte[] whole = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(whole, whole.length + 8192));

    SegmentIndexer.Whole found = new SegmentIndexer().rebuild(segment);

    assertThat(found.end()).isEqualTo(whole.length);
    assertThat(found.packets()).isEqualTo(40);
    assertThat(found.problem()).isNull();
  }

  @Test
  void whatIsNoBlockIsToldWithItsPlace() throws IOException {
    byte[] whole = Files.readAllBytes(segment);
    byte[] damaged = Arrays.copyOf(whole, whole.length + 64);
    Arrays.fill(damaged, whole.length, damaged.length, (byte) 0x55);
    Files.write(segment, damaged);

    SegmentIndexer.Whole found = new SegmentIndexer().rebuild(segment);

    assertThat(found.end()).isEqualTo(whole.length);
    assertThat(found.problem()).isEqualTo("At byte " + whole.length + " there is no block.");
  }

  @Test
  void anIndexerServesOneSegmentAfterTheOther() throws IOException {
    Path other = Stored.segment(store.resolve("2.pcapng"), packets(500));
    SegmentIndexer indexer = new SegmentIndexer();
    indexer.rebuild(segment);
    indexer.finish(SegmentFiles.index(segment));
    indexer.rebuild(other);
    indexer.finish(SegmentFiles.index(other));

    assertThat(indexer.packets()).isZero();
    for (Path each : List.of(segment, other)) {
      byte[] reused = Files.readAllBytes(SegmentFiles.index(each));
      Stored.index(each);
      assertThat(Files.readAllBytes(SegmentFiles.index(each))).isEqualTo(reused);
    }
  }

  @Test
  void theIndexTellsCountsAndTimes() throws IOException {
    Stored.index(segment);

    try (SegmentIndex index = SegmentIndex.read(Bytes.of(SegmentFiles.index(segment)))) {
      assertThat(index.packets()).isEqualTo(40);
      assertThat(index.bytes())
          .isEqualTo(packets.stream().mapToLong(packet -> packet.bytes().length).sum());
      assertThat(index.first()).isEqualTo(NANOS);
      assertThat(index.last()).isEqualTo(NANOS + 39);
    }
  }

  @Test
  void anIndexThatCannotBeWrittenLeavesNothingBehindAndLosesNothing() throws IOException {
    SegmentIndexer indexer = new SegmentIndexer();
    indexer.rebuild(segment);
    Path gone = store.resolve("gone").resolve("1.idx");

    assertThatThrownBy(() -> indexer.finish(gone)).isInstanceOf(IOException.class);

    assertThat(indexer.packets()).isEqualTo(40);
    indexer.finish(SegmentFiles.index(segment));
    try (var files = Files.list(store)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("1.pcapng", "1.idx");
    }
  }

  @Test
  void anIndexWithoutInterfacesIsRefused() {
    SegmentIndexer indexer = new SegmentIndexer();
    indexer.add(MemorySegment.ofArray(new byte[60]), 0, 60, 60, 1, -1, NANOS, 0);

    assertThatThrownBy(() -> indexer.finish(SegmentFiles.index(segment)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void addingAPacketMakesNoGarbage() {
    List<byte[]> frames = packets(200).stream().map(Stored::bytes).toList();
    MemorySegment[] memory =
        frames.stream().map(MemorySegment::ofArray).toArray(MemorySegment[]::new);
    SegmentIndexer indexer = new SegmentIndexer();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < 20; turn++) {
      indexer.reset();
      long before = threads.getCurrentThreadAllocatedBytes();
      long at = 0;
      for (int i = 0; i < 20_000; i++) {
        MemorySegment packet = memory[i % memory.length];
        int length = (int) packet.byteSize();
        indexer.add(packet, 0, length, length, 1, 7, NANOS + i, at);
        at += 4;
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(20_000);
  }
}
