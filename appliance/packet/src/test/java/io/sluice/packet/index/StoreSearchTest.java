package io.sluice.packet.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.PcapngWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store as it is found: growing, cut off, damaged, overlapping; and searches that end early. */
class StoreSearchTest {
  private static final long NANOS = 1_700_000_000_000_000_000L;

  @TempDir private Path store;

  /** Packets with the times that are given, in nanoseconds from the store's start. */
  private static List<Stored> at(int... nanos) {
    Random random = new Random(42);
    RandomFrames frames = new RandomFrames(random);
    return Arrays.stream(nanos)
        .mapToObj(each -> Stored.of(frames.ethernet(), each % 3, NANOS + each))
        .toList();
  }

  private static List<Stored> from(int first, int count) {
    return at(IntStream.range(first, first + count).toArray());
  }

  private Path segment(String name, List<Stored> packets) throws IOException {
    return Stored.segment(store.resolve(name), packets);
  }

  private static List<Long> times(List<Stored> packets) {
    return packets.stream().map(packet -> packet.nanos() - NANOS).toList();
  }

  private List<Long> times(String filter) throws Exception {
    return times(Stored.found(Stored.search(store, filter)));
  }

  @Test
  void segmentsThatOverlapAreMergedInOrderOfTime() throws Exception {
    Stored.index(segment("1.pcapng", at(0, 5, 6, 20)));
    Stored.index(segment("2.pcapng", at(3, 7, 19, 30)));
    segment("3.pcapng", at(4, 8, 29, 31));

    assertThat(times("")).containsExactly(0L, 3L, 4L, 5L, 6L, 7L, 8L, 19L, 20L, 29L, 30L, 31L);
  }

  @Test
  void packetsComeWithAllThatWasStored() throws Exception {
    List<Stored> packets = from(0, 50);
    segment("1.pcapng", packets);

    assertThat(Stored.found(Stored.search(store, "")))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(packets);
  }

  @Test
  void onlyTheTimeThatIsAskedForIsSearched() throws Exception {
    Stored.index(segment("1.pcapng", from(0, 5000)));
    Stored.index(segment("2.pcapng", from(5000, 5000)));
    segment("3.pcapng", from(10_000, 5000));
    for (long[] span :
        new long[][] {{0, 0}, {1023, 1024}, {4000, 6000}, {9990, 10_001}, {14_999, 20_000}}) {
      List<Stored> found = Stored.found(Stored.search(store, "", NANOS + span[0], NANOS + span[1]));
      assertThat(times(found))
          .containsExactlyElementsOf(
              IntStream.rangeClosed((int) span[0], (int) Math.min(span[1], 14_999))
                  .asLongStream()
                  .boxed()
                  .toList());
    }
  }

  @Test
  void theSegmentThatIsStillWrittenIsSearchedAsFarAsItIsWhole() throws Exception {
    Path live = segment("1.pcapng", from(0, 10));
    byte[] whole = Files.readAllBytes(live);
    Files.write(live, Arrays.copyOf(whole, whole.length - 5));

    SearchReport report = Stored.search(store, "").run(packet -> true);

    assertThat(report.packets()).isEqualTo(9);
    assertThat(report.problems()).isEmpty();
    assertThat(report.complete()).isTrue();
  }

  @Test
  void whatStandsBehindAnIndexesLastPacketIsFoundToo() throws Exception {
    List<Stored> packets = from(0, 20);
    Path segment = segment("1.pcapng", packets.subList(0, 12));
    Stored.index(segment);
    segment("1.pcapng", packets);

    assertThat(times("")).hasSize(20);
    assertThat(times("ip or not ip")).hasSize(20);
    assertThat(times("vni 1"))
        .containsAll(
            packets.stream()
                .filter(packet -> packet.vni() == 1)
                .map(packet -> packet.nanos() - NANOS)
                .toList());
  }

  @Test
  void aDamagedIndexIsToldAndHidesNothing() throws Exception {
    Path segment = segment("1.pcapng", from(0, 3000));
    Stored.index(segment);
    Path index = SegmentFiles.index(segment);
    byte[] whole = Files.readAllBytes(index);
    List<Long> expected = times("host 10.0.0.3");
    assertThat(expected).isNotEmpty();
    int told = 0;
    for (int at = 0; at < whole.length; at += 997) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x40;
      Files.write(index, damaged);
      List<Long> found = new ArrayList<>();
      SearchReport report =
          Stored.search(store, "host 10.0.0.3").run(packet -> found.add(packet.nanos() - NANOS));
      assertThat(found).as("byte %d", at).isEqualTo(expected);
      told += report.problems().size();
    }
    assertThat(told).isPositive();
    for (int length : new int[] {0, 1, 4096, whole.length - 1}) {
      Files.write(index, Arrays.copyOf(whole, length));
      assertThat(times("host 10.0.0.3")).as("length %d", length).isEqualTo(expected);
    }
  }

  @Test
  void anIndexOfAnotherSegmentIsToldAndNotBelieved() throws Exception {
    Path other = segment("2.pcapng", from(0, 900));
    Stored.index(other);
    List<Stored> packets = from(0, 30);
    Path segment = segment("1.pcapng", packets);
    Files.move(SegmentFiles.index(other), SegmentFiles.index(segment));
    Files.delete(other);

    SearchReport report = Stored.search(store, "src host 10.0.0.3").run(packet -> true);

    assertThat(report.packets())
        .isEqualTo(Stored.matching(packets, "src host 10.0.0.3").size())
        .isPositive();
    assertThat(report.problems())
        .containsExactly(
            "1.pcapng: Its index cannot be used, so that all of it is read: it knows more than the"
                + " segment holds.");
  }

  @Test
  void damageInASegmentIsToldWithItsPlaceAndTheOthersAreSearched() throws Exception {
    Path damaged = segment("1.pcapng", from(0, 10));
    byte[] bytes = Files.readAllBytes(damaged);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 100);
    Arrays.fill(longer, bytes.length, longer.length, (byte) 7);
    Files.write(damaged, longer);
    segment("2.pcapng", from(10, 10));
    Files.writeString(store.resolve("3.pcapng"), "this is no capture, whatever its name may say");

    SearchReport report = Stored.search(store, "").run(packet -> true);

    assertThat(report.packets()).isEqualTo(20);
    assertThat(report.segments()).contains("1.pcapng", "2.pcapng");
    assertThat(report.problems())
        .containsExactlyInAnyOrder(
            "1.pcapng: At byte %d there is no block: what follows is not searched."
                .formatted(bytes.length),
            "3.pcapng: At byte 0 there is no block: what follows is not searched.");
  }

  @Test
  void aSegmentThatRetentionRemovesMeanwhileIsTold() throws Exception {
    segment("1.pcapng", from(0, 10));
    Path second = segment("2.pcapng", from(10, 10));

    SearchReport report =
        Stored.search(store, "")
            .run(
                packet -> {
                  Files.deleteIfExists(second);
                  return true;
                });

    assertThat(report.packets()).isEqualTo(10);
    assertThat(report.problems())
        .containsExactly("2.pcapng: It was removed before it was searched.");
  }

  @Test
  void aSearchEndsWhenItsSinkWantsNoMore() throws Exception {
    segment("1.pcapng", from(0, 10));
    List<Long> found = new ArrayList<>();

    SearchReport report =
        Stored.search(store, "")
            .run(
                packet -> {
                  found.add(packet.nanos());
                  return found.size() < 4;
                });

    assertThat(report.packets()).isEqualTo(4);
    assertThat(report.complete()).isFalse();
  }

  @Test
  void aSearchCanBeStoppedByAnotherThreadAndByAnInterrupt() throws Exception {
    segment("1.pcapng", from(0, 20_000));
    StoreSearch stopped = Stored.search(store, "");
    SearchReport report =
        stopped.run(
            packet -> {
              stopped.stop();
              return true;
            });
    assertThat(report.complete()).isFalse();
    assertThat(report.packets()).isLessThan(20_000);

    report =
        Stored.search(store, "")
            .run(
                packet -> {
                  Thread.currentThread().interrupt();
                  return true;
                });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.complete()).isFalse();
  }

  @Test
  void whatASinkThrowsEndsTheSearch() throws Exception {
    segment("1.pcapng", from(0, 10));

    assertThatThrownBy(
            () ->
                Stored.search(store, "")
                    .run(
                        packet -> {
                          throw new IOException("gone");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  @Test
  void anEmptyStoreIsSearchedAndNoStoreIsNot() throws Exception {
    assertThat(Stored.search(store, "").run(packet -> true).packets()).isZero();
    StoreSearch none = Stored.search(store.resolve("none"), "");
    assertThatThrownBy(() -> none.run(packet -> true)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theOldestPacketOfTheStoreIsToldWhateverIsSearched() throws Exception {
    Stored.index(segment("1.pcapng", from(100, 10)));
    segment("2.pcapng", from(200, 10));

    assertThat(Stored.search(store, "", NANOS + 205, NANOS + 206).run(packet -> true).oldest())
        .isEqualTo(NANOS + 100);
  }

  @Test
  void whatIsFoundIsOnePcapngFileWithTheInterfacesOfAll() throws Exception {
    Stored.index(segment("1.pcapng", at(0, 2, 4)));
    segment("2.pcapng", at(1, 3, 5));
    Path out = store.resolve("found");

    try (PcapngWriter writer =
        new PcapngWriter(
            FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE), "test")) {
      Stored.search(store, "").run(new PcapngSink(writer));
    }

    List<Stored> expected = new ArrayList<>(at(0, 2, 4));
    expected.addAll(at(1, 3, 5));
    expected.sort(Comparator.comparingLong(Stored::nanos));
    List<Stored> read = new ArrayList<>();
    Path again = Files.createDirectory(store.resolve("again"));
    Files.copy(out, again.resolve("1.pcapng"));
    Stored.search(again, "").run(packet -> read.add(Stored.of(packet)));
    assertThat(read)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(expected);
    try (CaptureReader reader = CaptureFile.open(out)) {
      while (reader.next()) {
        assertThat(reader.linkType()).isEqualTo(1);
      }
      assertThat(reader.warnings()).isEmpty();
    }
  }

  @Test
  void aSearchThatFollowsGivesWhatComesInThisSegmentAndTheNext() throws Exception {
    Path live = segment("1.pcapng", from(0, 3));
    StoreSearch search = Stored.search(store, "");
    BlockingQueue<Long> found = new LinkedBlockingQueue<>();
    AtomicReference<SearchReport> report = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    report.set(
                        search.follow(
                            packet -> found.add(packet.nanos() - NANOS), Duration.ofMillis(5)));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    try {
      expect(found, 0, 1, 2);
      byte[] grown = Files.readAllBytes(segment("grown", from(0, 5)));
      int before = (int) Files.size(live);
      Files.write(live, Arrays.copyOfRange(grown, before, before + 10), StandardOpenOption.APPEND);
      Files.write(
          live, Arrays.copyOfRange(grown, before + 10, grown.length), StandardOpenOption.APPEND);
      expect(found, 3, 4);
      Files.move(segment("next", from(5, 2)), store.resolve("2.pcapng"));
      expect(found, 5, 6);
      segment("3.pcapng", List.of());
      Files.move(segment("next", from(7, 1)), store.resolve("4.pcapng"));
      expect(found, 7);
    } finally {
      search.stop();
      thread.join();
    }
    assertThat(report.get().packets()).isEqualTo(8);
    assertThat(report.get().problems()).isEmpty();
  }

  private static void expect(BlockingQueue<Long> found, long... times) throws InterruptedException {
    for (long time : times) {
      assertThat(found.poll(20, TimeUnit.SECONDS)).isEqualTo(time);
    }
  }
}
