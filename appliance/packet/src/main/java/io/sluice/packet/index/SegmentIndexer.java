package io.sluice.packet.index;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index of one segment while its packets are written, or from the file. {@link #add}
 * allocates nothing for a packet, but what it keeps grows with the segment: 12 bytes a packet, and
 * about 100 for each distinct set of addresses, ports and networks. To be used again for the next
 * segment. One thread's own.
 *
 * <p>A segment is a pcapng file of at most 8 GiB.
 */
public final class SegmentIndexer {
  private static final int FIRST = 1 << 18;
  private static final int SCAN = 1 << 18;
  private static final int FIRST_SOURCES = 16;

  private final KeyWalk walk = new KeyWalk();
  private final TupleTable tuples = new TupleTable();
  private final IndexWriter writer = new IndexWriter(tuples);
  private int[] tupleOf = new int[FIRST];
  private int[] blocks = new int[FIRST];
  private int[] sources = new int[FIRST_SOURCES];
  private int sourceCount;
  private long[] lowest = new long[FIRST / Layout.TIMES_STEP];
  private long[] highest = new long[FIRST / Layout.TIMES_STEP];
  private int packets;
  private long bytes;

  /**
   * Adds the next packet of the segment.
   *
   * @param at where its bytes are in {@code memory}, {@code captured} of {@code wire}
   * @param linkType a LINKTYPE_ value
   * @param vni of the tunnel that it came by, or -1
   * @param nanos since 1970
   * @param fileOffset where its block starts in the segment, in bytes, a multiple of 4 beyond that
   *     of the packet before
   */
  public void add(
      MemorySegment memory,
      long at,
      int captured,
      int wire,
      int linkType,
      int vni,
      long nanos,
      long fileOffset) {
    if (packets == blocks.length) {
      grow();
    }
    walk.walk(memory, at, captured, wire, linkType, vni);
    tupleOf[packets] = tuples.find(walk.keys.words, walk.keys.count);
    blocks[packets] = word(fileOffset);
    int step = packets / Layout.TIMES_STEP;
    if (packets % Layout.TIMES_STEP == 0) {
      lowest[step] = nanos;
      highest[step] = nanos;
    } else {
      lowest[step] = Math.min(lowest[step], nanos);
      highest[step] = Math.max(highest[step], nanos);
    }
    packets++;
    bytes += captured;
  }

  /**
   * Tells of a block that describes a section or an interface: a search reads these before packets,
   * and an index without them is of no use.
   *
   * @param fileOffset where it starts in the segment, in bytes
   */
  public void describes(long fileOffset) {
    if (sourceCount == sources.length) {
      sources = Arrays.copyOf(sources, 2 * sourceCount);
    }
    sources[sourceCount++] = word(fileOffset);
  }

  private static int word(long fileOffset) {
    if ((fileOffset & 3) != 0 || fileOffset < 0 || fileOffset >= Layout.LARGEST_SEGMENT) {
      throw new IllegalArgumentException("no block of a segment starts at byte " + fileOffset);
    }
    return (int) (fileOffset >>> 2);
  }

  private void grow() {
    tupleOf = Arrays.copyOf(tupleOf, 2 * packets);
    blocks = Arrays.copyOf(blocks, 2 * packets);
    lowest = Arrays.copyOf(lowest, 2 * lowest.length);
    highest = Arrays.copyOf(highest, 2 * highest.length);
  }

  /** Packets since the start or the last {@link #reset}. */
  public int packets() {
    return packets;
  }

  /** Of those packets, the captured bytes. */
  public long bytes() {
    return bytes;
  }

  /** Forgets all packets: the next segment begins. */
  public void reset() {
    tuples.clear();
    packets = 0;
    bytes = 0;
    sourceCount = 0;
  }

  /**
   * Writes the index and forgets all packets. The file appears whole or not at all, whenever the
   * process ends; it is not forced to the disk, because what a power cut leaves of it is recognised
   * as damaged, and can be made anew.
   *
   * @throws IOException if it cannot be written: then there is no file, and what was seen stands
   */
  public void finish(Path index) throws IOException {
    if (packets > 0 && sourceCount == 0) {
      throw new IllegalStateException("no interface was described");
    }
    int steps = (packets + Layout.TIMES_STEP - 1) / Layout.TIMES_STEP;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int step = 0; step < steps; step++) {
      first = Math.min(first, lowest[step]);
      last = Math.max(last, highest[step]);
    }
    writer.header(packets, bytes, first, last, packets == 0 ? 0 : blocks[packets - 1]);
    writer.sources(sources, sourceCount);
    writer.times(lowest, highest, blocks, steps);
    writer.keys();
    writer.postings(tupleOf, blocks, packets);
    writer.out().write(index);
    reset();
  }

  /**
   * What is whole of a segment.
   *
   * @param end where its last whole block ends, in bytes: a writer that was killed may have left
   *     part of another one behind it
   * @param packets up to there
   * @param first when the earliest was captured, in nanoseconds since 1970; the highest long
   *     without one
   * @param last when the latest was captured; the lowest long without one
   * @param problem why reading ended there, a sentence; null where the file ends, or is cut off
   *     within a block
   */
  public record Whole(long end, int packets, long first, long last, @Nullable String problem) {}

  /**
   * Forgets all packets and adds those of a segment instead; {@link #finish} then writes its index.
   * The segment is only read.
   */
  public Whole rebuild(Path segment) throws IOException {
    reset();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long place = 0;
    String problem = null;
    try (SegmentReader reader = new SegmentReader(Bytes.of(segment))) {
      int type = reader.go(place, SCAN);
      while (type >= 0 && problem == null) {
        if (type == SegmentReader.PACKET) {
          problem = add(reader, place);
          if (problem == null) {
            first = Math.min(first, reader.nanos());
            last = Math.max(last, reader.nanos());
          }
        } else if (type == SegmentReader.SECTION) {
          reader.forget();
          describes(place);
        } else if (type == SegmentReader.INTERFACE) {
          problem = reader.describe();
          describes(place);
        }
        if (problem == null) {
          place += reader.blockLength();
          type = reader.go(place, SCAN);
        }
      }
      if (type == SegmentReader.DAMAGED) {
        problem = "there is no block";
      }
    }
    return new Whole(
        place,
        packets,
        first,
        last,
        problem == null ? null : "At byte %d %s.".formatted(place, problem));
  }

  private @Nullable String add(SegmentReader reader, long place) {
    if (!reader.described()) {
      return "there is a packet of an interface that is not described";
    }
    add(
        reader.memory(),
        reader.at(),
        reader.captured(),
        reader.wire(),
        reader.linkType(),
        reader.vni(),
        reader.nanos(),
        place);
    return null;
  }
}
