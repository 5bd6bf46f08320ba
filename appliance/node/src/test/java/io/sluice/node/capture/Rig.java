package io.sluice.node.capture;

import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.TapDatagram;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A capture whose packets are numbered, so that each can be found again in the files. */
final class Rig implements AutoCloseable {
  static final long START = 1_800_000_000_000_000_000L;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int NUMBER_AT = 14;

  final SetClock clock = new SetClock();
  final Captures captures;
  final List<CaptureTap> taps = new ArrayList<>();
  private final Path state;
  private final Decoder decoder = new Decoder();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment packet = arena.allocate(65_535);
  private final Datagram datagram = TapDatagram.of(packet, LinkType.ETHERNET, 0);

  Rig(Path state, Disk disk, int workers) {
    this(settings(state), disk, workers);
  }

  Rig(CaptureSettings settings, Disk disk, int workers) {
    state = settings.state();
    captures = new Captures(settings, workers, disk, clock);
    for (int i = 0; i < workers; i++) {
      taps.add(captures.get());
    }
    // Ethernet's experimental type: nothing else is to be made of the numbers behind it
    packet.set(ValueLayout.JAVA_BYTE, 12, (byte) 0x88);
    packet.set(ValueLayout.JAVA_BYTE, 13, (byte) 0xb5);
  }

  static CaptureSettings settings(Path state) {
    return new CaptureSettings(
        state, 4 << 20, 64 << 20, Duration.ofSeconds(60), Duration.ofMillis(20), 64 << 20);
  }

  static CaptureConfig config(long bytes) {
    return new CaptureConfig("", 0, bytes, Duration.ofHours(1), false);
  }

  Rig started(CaptureConfig config) {
    captures.start();
    captures.change(config);
    return this;
  }

  /** Shows a worker the packet of this number, received so many microseconds after the start. */
  void put(int worker, long number, int length) {
    put(worker, number, length, Tunnel.EXTERNAL, 901);
  }

  void put(int worker, long number, int length, Tunnel tunnel, int vni) {
    putAhead(worker, number, length, tunnel, vni);
    taps.forEach(tap -> tap.tick(START + number * 1_000));
  }

  /** As {@link #put}, but no worker tells yet that it has come as far. */
  void putAhead(int worker, long number, int length, Tunnel tunnel, int vni) {
    packet.set(NUMBER, NUMBER_AT, number);
    TapDatagram.wrap(datagram, packet.asSlice(0, length), LinkType.ETHERNET, vni);
    taps.get(worker).packet(datagram, tunnel, decoder, START + number * 1_000);
  }

  /** As {@link #put}, but never more than the writer keeps up with. */
  void putAll(int worker, long from, long to, int length) {
    for (long number = from; number < to; number++) {
      put(worker, number, length);
      if (number % 64 == 0) {
        await(() -> captures.counts().packets() - settledInMemory() < 1_000);
      }
    }
  }

  private long settledInMemory() {
    CaptureCounts counts = captures.counts();
    return counts.queueFull() + counts.disk() + counts.written();
  }

  /** Until nothing is on its way to the disk. */
  void awaitSettled() {
    await(() -> captures.counts().waiting() == 0);
  }

  static void await(BooleanSupplier done) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("It has not come about in half a minute");
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Numbers of the packets in the store's files, in their order. */
  List<Long> stored() throws IOException {
    return stored(state.resolve("capture"));
  }

  static List<Long> stored(Path directory) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (Path segment : files(directory, SegmentName.SEGMENT)) {
      read(segment, numbers);
    }
    return numbers;
  }

  static List<Path> files(Path directory, String end) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(each -> each.toString().endsWith(end)).sorted().toList();
    }
  }

  /** One that has not even its first block yet holds none. */
  private static void read(Path segment, List<Long> numbers) throws IOException {
    if (Files.size(segment) < 28) {
      return;
    }
    try (CaptureReader reader = CaptureFile.open(segment)) {
      while (reader.next()) {
        numbers.add(reader.memory().get(NUMBER, reader.at() + NUMBER_AT));
      }
    }
  }

  static long bytesIn(Path directory) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sum += Store.onDisk(Files.exists(file) ? Files.size(file) : 0);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      // Deleted while we looked
      return 0;
    }
    return sum;
  }

  @Override
  public void close() {
    captures.close();
    arena.close();
  }

  /** Stands at the packets' start until it is set. */
  static final class SetClock extends Clock {
    private volatile Instant now = Instant.ofEpochSecond(0, START);

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
