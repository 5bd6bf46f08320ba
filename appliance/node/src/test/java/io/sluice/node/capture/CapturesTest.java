package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From workers' packets to files, and what is promised of these. */
class CapturesTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path state;

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void everyPacketIsInTheStoreOnceAndInOrder() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(1_024 * MIB))) {
      // Several times round the ring
      rig.putAll(0, 0, 20_000, 1_000);
    }

    assertThat(Rig.stored(state.resolve("capture"))).isEqualTo(numbers(0, 20_000));
  }

  @Test
  void whatIsToldToBeDurableAddsUp() {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(1_024 * MIB))) {
      rig.putAll(0, 0, 5_000, 100);
      rig.awaitSettled();

      CaptureCounts counts = rig.captures.counts();
      assertThat(counts.durable()).isEqualTo(5_000);
      assertThat(counts.bytes()).isEqualTo(500_000);
      assertThat(counts.durableThrough())
          .isEqualTo(Instant.ofEpochSecond(0, Rig.START + 4_999 * 1_000));
      assertThat(rig.captures.problem()).isEmpty();
    }
  }

  @Test
  void packetsOfSeveralWorkersAreInTheOrderOfTheirTimes() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 3)) {
      rig.captures.change(Rig.config(1_024 * MIB));
      for (long number = 0; number < 3_000; number++) {
        rig.put((int) (number * 7 % 3), number, 60);
      }
      rig.captures.start();
      rig.awaitSettled();

      assertThat(rig.stored()).isEqualTo(numbers(0, 3_000));
    }
  }

  @Test
  void aPacketWaitsForAWorkerThatHasNotComeAsFar() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 2).started(Rig.config(1_024 * MIB))) {
      for (long number = 1; number < 200; number += 2) {
        rig.putAhead(0, number, 60, Tunnel.EXTERNAL, 901);
        rig.taps.get(0).tick(Rig.START + number * 1_000);
        LockSupport.parkNanos(100_000);
        rig.putAhead(1, number - 1, 60, Tunnel.EXTERNAL, 901);
        rig.taps.get(1).tick(Rig.START + number * 1_000);
      }
    }

    assertThat(Rig.stored(state.resolve("capture"))).isEqualTo(numbers(0, 200));
  }

  @Test
  void aPacketDoesNotWaitForAWorkerThatStandsStill() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 2).started(Rig.config(1_024 * MIB))) {
      rig.putAhead(0, 1, 60, Tunnel.EXTERNAL, 901);
      rig.taps.get(0).tick(Rig.START + 1_000);
      rig.awaitSettled();

      assertThat(rig.stored()).containsExactly(1L);
    }
  }

  @Test
  void aFileTellsTunnelNetworkTimeAndLengthOnTheWire() throws IOException {
    CaptureConfig sliced = new CaptureConfig("", 64, 64 * MIB, Duration.ofHours(1), false);
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(sliced)) {
      rig.put(0, 7, 1_400, Tunnel.EXTERNAL, 901);
      rig.put(0, 8, 60, Tunnel.INTERNAL, 900);
    }

    Path segment = Rig.files(state.resolve("capture"), ".pcapng").getFirst();
    try (CaptureReader reader = CaptureFile.open(segment)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.captured()).isEqualTo(64);
      assertThat(reader.wire()).isEqualTo(1_400);
      assertThat(reader.nanos()).isEqualTo(Rig.START + 7_000);
      assertThat(reader.linkType()).isEqualTo(LinkType.ETHERNET);
      assertThat(reader.next()).isTrue();
      assertThat(reader.captured()).isEqualTo(60);
      assertThat(reader.next()).isFalse();
      assertThat(reader.warnings()).isEmpty();
    }
    assertThat(
            new String(Files.readAllBytes(segment), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("external vni 901", "internal vni 900");
  }

  @Test
  void aWorkerNeverWaitsForAWriterThatDoesNotWrite() {
    try (Rig rig = new Rig(state, Disk.LINUX, 1)) {
      rig.captures.change(Rig.config(64 * MIB));
      for (long number = 0; number < 10_000; number++) {
        rig.put(0, number, 1_400);
      }

      CaptureCounts counts = rig.captures.counts();
      assertThat(counts.packets()).isEqualTo(10_000);
      assertThat(counts.queueFull()).isBetween(5_000L, 9_000L);
      assertThat(counts.waiting()).isEqualTo(10_000 - counts.queueFull());
    }
  }

  @Test
  void withoutAConfigNothingIsTakenAndNothingWritten() {
    try (Rig rig = new Rig(state, Disk.LINUX, 1)) {
      rig.captures.start();
      rig.put(0, 1, 100);

      assertThat(rig.captures.counts().packets()).isZero();
    }
    assertThat(state.resolve("capture")).doesNotExist();
  }

  @Test
  void aConfigThatGoesLeavesWhatItHadWanted() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(64 * MIB))) {
      rig.putAll(0, 0, 100, 100);
      rig.awaitSettled();
      rig.captures.change(null);
      rig.put(0, 100, 100);
      Rig.await(() -> rig.captures.segments().size() == 1);
      rig.captures.change(Rig.config(64 * MIB));
      rig.put(0, 101, 100);
    }

    List<Long> expected = new ArrayList<>(numbers(0, 100));
    expected.add(101L);
    assertThat(Rig.stored(state.resolve("capture"))).isEqualTo(expected);
  }

  @Test
  void whatTheFilterDoesNotWantIsCountedAndNotStored() throws IOException {
    // The number's lowest byte stands first behind the Ethernet header
    CaptureConfig odd =
        new CaptureConfig("ether[14] & 1 = 1", 0, 64 * MIB, Duration.ofHours(1), false);
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(odd)) {
      for (long number = 0; number < 1_000; number++) {
        rig.put(0, number, 100);
      }
      rig.awaitSettled();

      assertThat(rig.captures.counts().unwanted()).isEqualTo(500);
      assertThat(rig.stored()).hasSize(500).allMatch(number -> number % 2 == 1);
    }
  }

  @Test
  void aFilterThatIsNoneIsNoConfig() {
    assertThatThrownBy(
            () -> new CaptureConfig("tcp prot 80", 0, 64 * MIB, Duration.ofHours(1), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("capture.filter `tcp prot 80` is refused at char 5: ");
  }

  @Test
  void theStoreNeverTakesMoreThanItMay() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    AtomicLong most = new AtomicLong();
    disk.beforeWrite =
        () -> {
          try {
            most.accumulateAndGet(Rig.bytesIn(state.resolve("capture")), Math::max);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
    try (Rig rig = new Rig(state, disk, 1).started(Rig.config(16 * MIB))) {
      rig.putAll(0, 0, 60_000, 1_000);
      rig.awaitSettled();

      CaptureCounts counts = rig.captures.counts();
      assertThat(counts.expired()).isGreaterThan(50);
      assertThat(counts.storeBytes()).isBetween(12 * MIB, 16 * MIB);
      List<Long> stored = rig.stored();
      // The newest ones, without a gap
      assertThat(stored).isEqualTo(numbers(60_000 - stored.size(), 60_000));
    }
    assertThat(most.get()).isBetween(12 * MIB, 16 * MIB);
    assertThat(Rig.bytesIn(state.resolve("capture"))).isLessThanOrEqualTo(16 * MIB);
  }

  @Test
  void packetsThatAreTooOldGo() throws IOException {
    // Packets' numbers are microseconds
    long later = Duration.ofMinutes(59).toMillis() * 1_000;
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(64 * MIB))) {
      rig.putAll(0, 0, 100, 100);
      rig.awaitSettled();
      rig.captures.change(Rig.config(65 * MIB));
      Rig.await(() -> rig.captures.segments().size() == 1);
      rig.clock.advance(Duration.ofMinutes(59));
      rig.putAll(0, later, later + 100, 100);
      rig.awaitSettled();
      assertThat(rig.captures.counts().expired()).isZero();

      rig.clock.advance(Duration.ofMinutes(2));

      Rig.await(() -> rig.captures.counts().expired() == 1);
      assertThat(rig.stored()).isEqualTo(numbers(later, later + 100));
    }
  }

  @Test
  void aFloodOfNetworksIsDescribedAndEnds() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(Rig.config(256 * MIB))) {
      for (int number = 0; number < 100_000; number++) {
        rig.put(0, number, 60, Tunnel.MIRROR, number);
        if (number % 1_000 == 0) {
          rig.awaitSettled();
        }
      }
    }

    assertThat(Rig.stored(state.resolve("capture"))).isEqualTo(numbers(0, 100_000));
  }
}
