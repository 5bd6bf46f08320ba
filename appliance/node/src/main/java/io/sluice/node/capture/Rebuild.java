package io.sluice.node.capture;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.index.SegmentIndexer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment, as this package writes it, for its index: what a crash has left behind the last
 * whole block is passed over.
 */
final class Rebuild {
  private static final int SECTION = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int PACKET = 6;
  private static final int LEAST_BLOCK = 12;
  private static final int LEAST_INTERFACE = 20;
  private static final int LEAST_PACKET = 32;
  private static final int OPTION_NAME = 2;

  private final MemorySegment memory;
  private final SegmentIndexer indexer;
  private final List<PacketSource> sources = new ArrayList<>();

  private Rebuild(MemorySegment memory, SegmentIndexer indexer) {
    this.memory = memory;
    this.indexer = indexer;
  }

  /**
   * Shows every packet to the indexer.
   *
   * @return where the last whole block ends, in bytes
   */
  static long of(Path segment, SegmentIndexer indexer) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel file = FileChannel.open(segment, StandardOpenOption.READ)) {
      MemorySegment mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      return new Rebuild(mapped, indexer).read();
    }
  }

  private long read() {
    long at = 0;
    while (whole(at) && block(at)) {
      at += i32(at + 4);
    }
    return at;
  }

  private int i32(long at) {
    return memory.get(PacketRing.INT, at);
  }

  private boolean whole(long at) {
    if (memory.byteSize() - at < LEAST_BLOCK) {
      return false;
    }
    int length = i32(at + 4);
    return length >= LEAST_BLOCK
        && length % 4 == 0
        && length <= memory.byteSize() - at
        && i32(at + length - 4) == length;
  }

  /** Whether it is one that stands where it may. */
  private boolean block(long at) {
    int type = i32(at);
    if (at == 0 || type == SECTION) {
      indexer.describes(at);
      return at == 0 && type == SECTION;
    }
    return switch (type) {
      case INTERFACE -> source(at);
      case PACKET -> packet(at);
      default -> false;
    };
  }

  private boolean source(long at) {
    int length = i32(at + 4);
    if (length < LEAST_INTERFACE) {
      return false;
    }
    int linkType = i32(at + 8) & 0xffff;
    String name = "";
    if (length > LEAST_INTERFACE && (i32(at + 16) & 0xffff) == OPTION_NAME) {
      int letters = i32(at + 16) >>> 16;
      if (letters > length - LEAST_INTERFACE - 4) {
        return false;
      }
      byte[] bytes = memory.asSlice(at + 20, letters).toArray(ValueLayout.JAVA_BYTE);
      name = new String(bytes, StandardCharsets.UTF_8);
    }
    indexer.describes(at);
    sources.add(new PacketSource(name, "", linkType));
    return true;
  }

  private boolean packet(long at) {
    int length = i32(at + 4);
    int source = i32(at + 8);
    int captured = i32(at + 20);
    if (length < LEAST_PACKET
        || source < 0
        || source >= sources.size()
        || captured < 0
        || captured > length - LEAST_PACKET) {
      return false;
    }
    PacketSource from = sources.get(source);
    long nanos = (long) i32(at + 12) << 32 | i32(at + 16) & 0xffff_ffffL;
    indexer.add(memory, at + 28, captured, i32(at + 24), from.linkType(), from.vni(), nanos, at);
    return true;
  }
}
