package io.sluice.packet.index;

import io.sluice.packet.capture.PacketSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a segment by their places, as {@link io.sluice.packet.capture.PcapngBlocks} lays them
 * out. A block that is not whole is not there: the segment may still be written.
 */
final class SegmentReader implements FoundPacket, AutoCloseable {
  /** No whole block: the end, also where the file is still written or was cut off. */
  static final int END = -1;

  /** What stands there is no block. */
  static final int DAMAGED = -2;

  static final int SECTION = 0x0a0d0d0a;
  static final int INTERFACE = 1;
  static final int PACKET = 6;

  /** Enough for a few packets; grows with what is read at once. */
  private static final int WINDOW = 1 << 14;

  private static final int FRAME = 12;
  private static final int PACKET_FIXED = 32;
  private static final int LARGEST_BLOCK = 1 << 24;
  private static final int ORDER = 0x1a2b3c4d;
  private static final int OPTION_NAME = 2;
  private static final int OPTION_DESCRIPTION = 3;
  private static final int OPTION_RESOLUTION = 9;
  private static final int NANOSECONDS = 9;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Bytes bytes;
  private final Arena arena = Arena.ofConfined();
  private final List<PacketSource> sources = new ArrayList<>();
  private int[] networks = new int[4];
  private int[] linkTypes = new int[4];
  private MemorySegment memory;
  private ByteBuffer view;

  /** What part of the segment is in memory: from {@code origin}, so many bytes. */
  private long origin;

  private int filled;

  private long block;
  private int length;
  private int source;

  SegmentReader(Bytes bytes) {
    this.bytes = bytes;
    memory = arena.allocate(WINDOW, Long.BYTES);
    view = memory.asByteBuffer();
  }

  /**
   * Goes to the block at a place.
   *
   * @param ahead bytes that are worth reading from there on, if any must be read
   * @return its type, or {@link #END}, or {@link #DAMAGED}
   */
  int go(long place, int ahead) throws IOException {
    if (place < 0 || !have(place, FRAME, ahead)) {
      return END;
    }
    block = place - origin;
    int type = memory.get(INT, block);
    length = memory.get(INT, block + 4);
    if (length == 0 && type == 0) {
      return END;
    }
    if (length < FRAME || (length & 3) != 0 || length > LARGEST_BLOCK) {
      return DAMAGED;
    }
    if (!have(place, length, Math.max(ahead, length))) {
      return END;
    }
    block = place - origin;
    if (memory.get(INT, block + length - 4) != length) {
      return DAMAGED;
    }
    return switch (type) {
      case PACKET -> packet() ? PACKET : DAMAGED;
      case SECTION -> section() ? SECTION : DAMAGED;
      case END, DAMAGED -> DAMAGED;
      default -> type;
    };
  }

  private boolean packet() {
    if (length < PACKET_FIXED) {
      return false;
    }
    source = memory.get(INT, block + 8);
    return captured() >= 0 && captured() <= length - PACKET_FIXED;
  }

  private boolean section() {
    return length >= FRAME + 16 && memory.get(INT, block + 8) == ORDER;
  }

  /** Whether the start of what is at a place is in memory. */
  boolean has(long place) {
    return place >= origin && place + FRAME <= origin + filled;
  }

  private boolean have(long place, int wanted, int ahead) throws IOException {
    if (place >= origin && place + wanted <= origin + filled) {
      return true;
    }
    long there = bytes.size() - place;
    if (there < wanted) {
      return false;
    }
    int most = (int) Math.min(there, Math.max(wanted, ahead));
    if (most > memory.byteSize()) {
      memory = arena.allocate(Math.max(most, 2 * memory.byteSize()), Long.BYTES);
      view = memory.asByteBuffer();
    }
    origin = place;
    filled = 0;
    view.clear().limit(most);
    filled = bytes.read(place, view);
    return filled >= wanted;
  }

  /** Learns of the interface that the block here describes; a clause that says why it cannot. */
  @Nullable String describe() {
    String name = "";
    String description = "";
    int resolution = 6;
    long at = block + 16;
    long end = block + length - 4;
    while (end - at >= 4) {
      int code = memory.get(SHORT, at);
      int size = memory.get(SHORT, at + 2) & 0xffff;
      if (code == 0 || size > end - at - 4) {
        break;
      }
      switch (code) {
        case OPTION_NAME -> name = text(at + 4, size);
        case OPTION_DESCRIPTION -> description = text(at + 4, size);
        case OPTION_RESOLUTION -> resolution = memory.get(ValueLayout.JAVA_BYTE, at + 4);
        default -> {}
      }
      at += 4 + ((size + 3) & ~3);
    }
    if (resolution != NANOSECONDS) {
      return "there is an interface that does not count nanoseconds";
    }
    add(new PacketSource(name, description, memory.get(SHORT, block + 8) & 0xffff));
    return null;
  }

  private void add(PacketSource described) {
    int count = sources.size();
    if (count == networks.length) {
      networks = Arrays.copyOf(networks, 2 * count);
      linkTypes = Arrays.copyOf(linkTypes, 2 * count);
    }
    networks[count] = described.vni();
    linkTypes[count] = described.linkType();
    sources.add(described);
  }

  private String text(long at, int size) {
    return new String(
        memory.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** A new section begins: what was described is forgotten. */
  void forget() {
    sources.clear();
  }

  /** Whether the interface of the packet here was described. */
  boolean described() {
    return source >= 0 && source < sources.size();
  }

  /** Of the packet here; it must be described. */
  int vni() {
    return networks[source];
  }

  int linkType() {
    return linkTypes[source];
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public long at() {
    return block + 28;
  }

  @Override
  public int captured() {
    return memory.get(INT, block + 20);
  }

  @Override
  public int wire() {
    return memory.get(INT, block + 24);
  }

  @Override
  public long nanos() {
    return (long) memory.get(INT, block + 12) << 32 | memory.get(INT, block + 16) & 0xffff_ffffL;
  }

  @Override
  public PacketSource source() {
    return sources.get(source);
  }

  @Override
  public long block() {
    return block;
  }

  @Override
  public int blockLength() {
    return length;
  }

  @Override
  public void close() throws IOException {
    try (bytes) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
