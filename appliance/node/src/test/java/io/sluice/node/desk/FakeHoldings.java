package io.sluice.node.desk;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngBlocks;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.FoundPacket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store in memory: packets, and up to when there are all. */
final class FakeHoldings implements Holdings {
  static final PacketSource SOURCE = PacketSource.of("external", 901, 1);
  private static final String SEGMENT = "000000000001-20261122T083000.000000000Z.pcapng";

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Stored(long nanos, byte[] bytes) {}

  final List<Stored> packets = new CopyOnWriteArrayList<>();
  final List<String> kept = new ArrayList<>();
  volatile long settled = Long.MAX_VALUE / 2;

  /** Called with the number of each packet before it is given, to hold the search up. */
  volatile Held held = number -> {};

  /** Thrown by the next search. */
  volatile @Nullable RuntimeException bug;

  /** A packet as a segment has it. */
  private static final class Given implements FoundPacket {
    private final Stored stored;
    private final MemorySegment memory;

    Given(Stored stored) {
      this.stored = stored;
      byte[] bytes = stored.bytes();
      int length = PcapngBlocks.packetLength(bytes.length, PcapngBlocks.INBOUND);
      memory = MemorySegment.ofArray(new long[length / 8 + 1]);
      MemorySegment from = MemorySegment.ofArray(bytes);
      PcapngBlocks.packet(
          memory, 0, 7, stored.nanos(), from, 0, bytes.length, bytes.length, PcapngBlocks.INBOUND);
    }

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long at() {
      return 28;
    }

    @Override
    public int captured() {
      return stored.bytes().length;
    }

    @Override
    public int wire() {
      return stored.bytes().length;
    }

    @Override
    public long nanos() {
      return stored.nanos();
    }

    @Override
    public PacketSource source() {
      return SOURCE;
    }

    @Override
    public long block() {
      return 0;
    }

    @Override
    public int blockLength() {
      return PcapngBlocks.packetLength(stored.bytes().length, PcapngBlocks.INBOUND);
    }
  }

  interface Held {
    void before(int number) throws InterruptedException;
  }

  void add(long nanos, byte[] bytes) {
    packets.add(new Stored(nanos, bytes));
  }

  @Override
  public void search(String filter, long from, long to, Sink sink)
      throws FilterException, IOException, InterruptedException {
    Filters.of(filter);
    RuntimeException thrown = bug;
    if (thrown != null) {
      throw thrown;
    }
    sink.segment(SEGMENT);
    int number = 0;
    List<Stored> inOrder = new ArrayList<>(packets);
    inOrder.sort(Comparator.comparingLong(Stored::nanos));
    for (Stored each : inOrder) {
      if (each.nanos() >= from && each.nanos() <= to) {
        held.before(number++);
        if (!sink.packet(new Given(each))) {
          return;
        }
      }
    }
  }

  @Override
  public long settled() {
    return settled;
  }

  @Override
  public @Nullable Instant oldest() {
    return packets.isEmpty() ? null : Instant.ofEpochSecond(0, packets.getFirst().nanos());
  }

  @Override
  public List<String> keep(Instant from, Instant to, String why) throws IOException {
    if (why.isEmpty()) {
      throw new IOException("it has to be said why");
    }
    kept.add(from + " " + to + " " + why);
    return List.of(SEGMENT);
  }
}
