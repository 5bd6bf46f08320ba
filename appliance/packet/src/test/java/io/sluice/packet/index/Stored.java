package io.sluice.packet.index;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A packet of a store that tests made.
 *
 * @param bytes that were captured, of {@code wire}
 */
record Stored(byte[] bytes, int wire, int linkType, int vni, long nanos) {

  static Stored of(byte[] bytes, int vni, long nanos) {
    return new Stored(bytes, bytes.length, 1, vni, nanos);
  }

  /** Writes a segment without an index. */
  static Path segment(Path file, List<Stored> packets) throws IOException {
    try (PcapngWriter writer =
        new PcapngWriter(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            "test")) {
      for (Stored packet : packets) {
        writer.packet(
            writer.source(PacketSource.of("external", packet.vni(), packet.linkType())),
            packet.nanos(),
            MemorySegment.ofArray(packet.bytes()),
            0,
            packet.bytes().length,
            packet.wire(),
            0);
      }
    }
    return file;
  }

  /** Makes the index of a segment. */
  static SegmentIndexer.Whole index(Path segment) throws IOException {
    SegmentIndexer indexer = new SegmentIndexer();
    SegmentIndexer.Whole whole = indexer.rebuild(segment);
    indexer.finish(SegmentFiles.index(segment));
    return whole;
  }

  /** Those of some packets that match a filter, by asking each of them. */
  static List<Stored> matching(List<Stored> packets, String filter) {
    Map<Integer, Optional<PacketFilter>> filters = new HashMap<>();
    return packets.stream()
        .filter(
            packet ->
                filters
                    .computeIfAbsent(packet.linkType(), type -> compiled(filter, type))
                    .filter(packet::matches)
                    .isPresent())
        .toList();
  }

  private static Optional<PacketFilter> compiled(String filter, int linkType) {
    try {
      return Optional.of(PacketFilter.compile(filter, linkType));
    } catch (FilterException e) {
      return Optional.empty();
    }
  }

  private boolean matches(PacketFilter filter) {
    return filter.matches(MemorySegment.ofArray(bytes), 0, bytes.length, wire, vni);
  }

  /** All that a search finds, as it was stored. */
  static List<Stored> found(StoreSearch search) throws IOException {
    List<Stored> found = new ArrayList<>();
    search.run(
        packet -> {
          found.add(of(packet));
          return true;
        });
    return found;
  }

  static Stored of(FoundPacket packet) {
    return new Stored(
        packet.memory().asSlice(packet.at(), packet.captured()).toArray(ValueLayout.JAVA_BYTE),
        packet.wire(),
        packet.source().linkType(),
        packet.source().vni(),
        packet.nanos());
  }

  static StoreSearch search(Path store, String filter) throws FilterException {
    return search(store, filter, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  static StoreSearch search(Path store, String filter, long from, long to) throws FilterException {
    return new StoreSearch(store, Filters.of(filter), from, to, (done, of, packets) -> {});
  }
}
