package io.sluice.packet.index;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The index of a segment, read as far as it is asked. One thread's own.
 *
 * <p>Where it is damaged, reading throws; the segment can be searched without it, and {@link
 * SegmentIndexer#rebuild} makes it anew.
 */
public final class SegmentIndex implements AutoCloseable {
  private final Bytes bytes;
  private final Pages pages;
  private final Cursor keys;
  private final long[] positions = new long[Layout.SECTIONS];
  private final long[] lengths = new long[Layout.SECTIONS];
  private final int packets;
  private final long captured;
  private final long first;
  private final long last;
  private final int lastBlock;
  private final int tuples;

  private SegmentIndex(Bytes bytes) throws IOException {
    this.bytes = bytes;
    pages = new Pages(bytes);
    keys = new Cursor(pages);
    if (pages.count() == 0) {
      throw new DamagedIndexException("it is empty");
    }
    Cursor header = new Cursor(pages).go(0, Layout.HEADER);
    if (header.i64() != Layout.MAGIC) {
      throw new DamagedIndexException("it is no index");
    }
    int version = header.i32();
    if (version != Layout.VERSION) {
      throw new DamagedIndexException(
          "it is of version %d, and %d is known".formatted(version, Layout.VERSION));
    }
    packets = header.i32();
    captured = header.i64();
    first = header.i64();
    last = header.i64();
    lastBlock = header.i32();
    tuples = header.i32();
    long end = (long) pages.count() * Layout.PAGE_BYTES;
    for (int section = 0; section < Layout.SECTIONS; section++) {
      positions[section] = header.i32() & 0xffff_ffffL;
      lengths[section] = header.i32() & 0xffff_ffffL;
      if (positions[section] + lengths[section] > end) {
        throw new DamagedIndexException("its end is missing");
      }
    }
  }

  /**
   * Opens an index.
   *
   * @param bytes closed with it, also when this fails
   * @throws IOException if it cannot be read, or is damaged
   */
  public static SegmentIndex read(Bytes bytes) throws IOException {
    try {
      return new SegmentIndex(bytes);
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  /** How many packets it knows. */
  public int packets() {
    return packets;
  }

  /** Of those packets, the captured bytes. */
  public long bytes() {
    return captured;
  }

  /** When the earliest packet was captured, in nanoseconds since 1970. */
  public long first() {
    return first;
  }

  /** When the latest packet was captured. */
  public long last() {
    return last;
  }

  /** Where the last packet's block starts in the segment, in bytes. */
  long lastBlock() {
    return (long) lastBlock << 2;
  }

  int tuples() {
    return tuples;
  }

  Cursor cursor() {
    return new Cursor(pages);
  }

  long position(int section) {
    return positions[section];
  }

  long end(int section) {
    return positions[section] + lengths[section];
  }

  /** Where the blocks are that describe sections and interfaces, in words. */
  int[] sources() throws IOException {
    int[] sources = new int[(int) (lengths[Layout.SOURCES] / Integer.BYTES)];
    Cursor cursor = cursor().go(position(Layout.SOURCES), end(Layout.SOURCES));
    for (int i = 0; i < sources.length; i++) {
      sources[i] = cursor.i32();
    }
    return sources;
  }

  /**
   * The stretch of the segment that holds all packets of a time, in words: from the first value to
   * before the second.
   */
  long[] stretch(long from, long to) throws IOException {
    int steps = (int) (lengths[Layout.TIMES] / Layout.TIMES_ENTRY);
    Cursor cursor = cursor().go(position(Layout.TIMES), end(Layout.TIMES));
    long start = Long.MAX_VALUE;
    long end = 0;
    boolean open = false;
    for (int step = 0; step < steps; step++) {
      long lowest = cursor.i64();
      long highest = cursor.i64();
      long block = cursor.i32();
      if (open) {
        end = block;
        open = false;
      }
      if (highest >= from && lowest <= to) {
        start = Math.min(start, block);
        open = true;
      }
    }
    return new long[] {start, open ? Long.MAX_VALUE : end};
  }

  /**
   * The keys of a kind from one value to another, both included: where their entries start and end,
   * as positions.
   */
  long[] keys(int kind, long fromHigh, long fromLow, long toHigh, long toLow) throws IOException {
    int entry = Kind.width(kind) + Integer.BYTES;
    int count = (int) ((lengths[Layout.KEYS + kind] - Integer.BYTES) / entry);
    int start = bound(kind, count, fromHigh, fromLow, false);
    boolean one = fromHigh == toHigh && fromLow == toLow;
    int end =
        one && (start == count || compare(kind, start, toHigh, toLow) > 0)
            ? start
            : one ? start + 1 : bound(kind, count, toHigh, toLow, true);
    long position = positions[Layout.KEYS + kind];
    return new long[] {position + (long) start * entry, position + (long) end * entry};
  }

  /** How many keys are lower than a value, or not higher. */
  private int bound(int kind, int count, long high, long low, boolean orEqual) throws IOException {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = compare(kind, middle, high, low);
      if (order < 0 || (orEqual && order == 0)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private int compare(int kind, int key, long high, long low) throws IOException {
    int width = Kind.width(kind);
    long at = positions[Layout.KEYS + kind] + (long) key * (width + Integer.BYTES);
    keys.go(at, at + width);
    long keyLow = keys.low(Math.min(width, Long.BYTES));
    long keyHigh = width > Long.BYTES ? keys.i64() : 0;
    int order = Long.compareUnsigned(keyHigh, high);
    return order != 0 ? order : Long.compareUnsigned(keyLow, low);
  }

  /** The tuples of the keys between two such positions, in order and once each. */
  int[] listed(int kind, long[] entries) throws IOException {
    int width = Kind.width(kind);
    int count = (int) ((entries[1] - entries[0]) / (width + Integer.BYTES));
    int[] ends = new int[count + 1];
    Cursor entry = cursor();
    for (int i = 0; i <= count; i++) {
      long at = entries[0] + (long) i * (width + Integer.BYTES);
      entry.go(at + (i == count && last(kind, at) ? 0 : width), entries[1] + width);
      ends[i] = entry.i32();
    }
    long base = positions[Layout.LISTS];
    Cursor list = cursor().go(base + ends[0], base + ends[count]);
    Ints found = new Ints();
    for (int i = 0; i < count; i++) {
      int tuple = -1;
      while (list.position() < base + ends[i + 1]) {
        tuple += list.varint();
        found.add(tuple);
      }
    }
    return count <= 1 ? found.done() : found.sortedOnce();
  }

  /** Bytes of the lists of the keys between two such positions. */
  long weight(int kind, long[] entries) throws IOException {
    if (entries[0] == entries[1]) {
      return 0;
    }
    int width = Kind.width(kind);
    Cursor entry = cursor();
    int start = entry.go(entries[0] + width, entries[0] + width).i32();
    int end = entry.go(entries[1] + (last(kind, entries[1]) ? 0 : width), entries[1]).i32();
    return end - start;
  }

  /** Whether there is no key at this position but only where the last list ends. */
  private boolean last(int kind, long at) {
    return at + Integer.BYTES == end(Layout.KEYS + kind);
  }

  /**
   * Where the packets of some tuples are, in words and in order.
   *
   * @param tuplesSought in order
   * @param most null is the answer when there are more
   */
  int @Nullable [] blocks(int[] tuplesSought, int most) throws IOException {
    Ints found = new Ints();
    Cursor directory = cursor();
    Cursor postings = cursor();
    int[] firsts = new int[Layout.GROUP];
    int[] sizes = new int[Layout.GROUP];
    int group = -1;
    long data = 0;
    for (int tuple : tuplesSought) {
      if (tuple < 0 || tuple >= tuples) {
        throw new DamagedIndexException("it has no tuple " + tuple);
      }
      if (tuple / Layout.GROUP != group) {
        group = tuple / Layout.GROUP;
        long at = positions[Layout.GROUPS] + (long) group * Integer.BYTES;
        postings.go(positions[Layout.POSTINGS] + (directory.go(at, at).i32() & 0xffff_ffffL), 0);
        int before = 0;
        for (int i = 0; i < Math.min(Layout.GROUP, tuples - group * Layout.GROUP); i++) {
          before += postings.varint();
          firsts[i] = before;
          sizes[i] = postings.varint();
        }
        data = postings.position();
      }
      int member = tuple % Layout.GROUP;
      int block = firsts[member];
      found.add(block);
      long start = data;
      for (int i = 0; i < member; i++) {
        start += sizes[i];
      }
      if (sizes[member] > 0) {
        long end = start + sizes[member];
        postings.go(start, end);
        while (postings.position() < end && found.count() <= most) {
          block += postings.varint();
          found.add(block);
        }
      }
      if (found.count() > most) {
        return null;
      }
    }
    int[] done = found.done();
    Arrays.sort(done);
    return done;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
