package io.sluice.packet.index;

import io.sluice.packet.filter.PacketFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one segment that match a filter, in its order. Reads what its index names, and
 * what stands behind the last packet that the index knows; all of it where there is no index, where
 * that is of no use, or where it turns out to be damaged. A cursor; one thread's own.
 */
public final class SegmentSearch implements AutoCloseable {
  /** Of how many packets one must be named for the segment to be read from start to end. */
  private static final int MANY = 4;

  private static final int SCAN = 1 << 18;

  /** Most packets are shorter than this part of what a read is worth. */
  private static final int PACKETS = 4;

  private final SegmentReader reader;
  private final Filters filters;
  private final long from;
  private final long to;
  private final int grain;
  private final List<String> problems = new ArrayList<>();

  /** Blocks to look at, in words and in order; then, or where there are none, all from place on. */
  private int[] candidates = {};

  private int candidate;

  /** Where the next block is when all are read. */
  private long place;

  /** Before which block to go over to {@code tail}: what lies between is of another time. */
  private long stretchEnd = Long.MAX_VALUE;

  /** The first block that the index does not know, 0 without one. */
  private long tail;

  private boolean damaged;
  private int linkType = -1;
  private @Nullable PacketFilter filter;
  private long unasked;

  /**
   * Opens a segment.
   *
   * @param segment closed with this, also when this fails
   * @param index its index, which is left open
   * @param from the earliest packets' nanoseconds since 1970
   * @param to the latest packets', included
   */
  public SegmentSearch(
      Bytes segment, @Nullable SegmentIndex index, Filters filters, long from, long to)
      throws IOException {
    this.reader = new SegmentReader(segment);
    this.filters = filters;
    this.from = from;
    this.to = to;
    this.grain = segment.grain();
    try {
      if (index != null && index.packets() > 0) {
        plan(index);
      }
    } catch (DamagedIndexException e) {
      withoutIndex(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  private void withoutIndex(String why) {
    problems.add("Its index cannot be used, so that all of it is read: %s.".formatted(why));
    candidates = new int[0];
    stretchEnd = Long.MAX_VALUE;
    tail = 0;
    place = 0;
    reader.forget();
  }

  private void plan(SegmentIndex index) throws IOException {
    int[] tuples = filters.matchesAll() ? null : Plan.tuples(index, filters.expression());
    int[] blocks = tuples == null ? null : index.blocks(tuples, index.packets() / MANY);
    boolean always = from <= index.first() && to >= index.last();
    if (blocks == null && always) {
      return;
    }
    for (int block : index.sources()) {
      if (!describes(reader.go((long) block << 2, grain))) {
        throw new DamagedIndexException("it names a description where there is none");
      }
    }
    if (reader.go(index.lastBlock(), grain) != SegmentReader.PACKET) {
      throw new DamagedIndexException("it knows more than the segment holds");
    }
    tail = index.lastBlock() + reader.blockLength();
    long[] stretch = always ? new long[] {0, Long.MAX_VALUE} : index.stretch(from, to);
    if (blocks != null) {
      candidates = within(blocks, stretch);
      place = tail;
    } else {
      place = stretch[0] == Long.MAX_VALUE ? tail : stretch[0] << 2;
      stretchEnd = stretch[1] == Long.MAX_VALUE ? Long.MAX_VALUE : stretch[1] << 2;
    }
  }

  private static int[] within(int[] blocks, long[] stretch) {
    if (stretch[0] == 0 && stretch[1] == Long.MAX_VALUE) {
      return blocks;
    }
    Ints within = new Ints();
    for (int block : blocks) {
      if (block >= stretch[0] && block < stretch[1]) {
        within.add(block);
      }
    }
    return within.done();
  }

  /** Takes in a block that may describe. */
  private boolean describes(int type) {
    if (type == SegmentReader.SECTION) {
      reader.forget();
      return true;
    }
    return type == SegmentReader.INTERFACE && reader.describe() == null;
  }

  /**
   * Moves to the next packet that matches.
   *
   * @return false if there is none; where the segment is still written, there may be one later
   */
  public boolean next() throws IOException {
    while (candidate < candidates.length) {
      long at = (long) candidates[candidate] << 2;
      int type = reader.go(at, reader.has(at) ? grain : cluster());
      if (type != SegmentReader.PACKET || !reader.described()) {
        problems.add(
            "Its index does not fit it: at byte %d there is no packet; some may be missing."
                .formatted(at));
        candidate = candidates.length;
        break;
      }
      candidate++;
      if (matches()) {
        return true;
      }
    }
    return !damaged && scan();
  }

  /** Bytes that are worth one read from this candidate on. */
  private int cluster() {
    long start = (long) candidates[candidate] << 2;
    long end = start;
    for (int next = candidate + 1; next < candidates.length; next++) {
      long at = (long) candidates[next] << 2;
      if (at - end > grain || at - start > SCAN - grain) {
        break;
      }
      end = at;
    }
    return (int) (end - start) + grain / PACKETS;
  }

  private boolean scan() throws IOException {
    while (true) {
      if (place >= stretchEnd) {
        place = tail;
        stretchEnd = Long.MAX_VALUE;
      }
      int type = reader.go(place, SCAN);
      if (type == SegmentReader.END) {
        return false;
      }
      if (type == SegmentReader.DAMAGED) {
        return damaged("there is no block");
      }
      long at = place;
      place += reader.blockLength();
      if (type == SegmentReader.PACKET) {
        if (!reader.described()) {
          return damaged("there is a packet of an interface that is not described", at);
        }
        if (matches()) {
          return true;
        }
      } else if (at >= tail && (type == SegmentReader.SECTION || type == SegmentReader.INTERFACE)) {
        if (!describes(type)) {
          return damaged("there is an interface that does not count nanoseconds", at);
        }
      }
    }
  }

  private boolean damaged(String what) {
    return damaged(what, place);
  }

  private boolean damaged(String what, long at) {
    damaged = true;
    problems.add("At byte %d %s: what follows is not searched.".formatted(at, what));
    return false;
  }

  private boolean matches() {
    long nanos = reader.nanos();
    if (nanos < from || nanos > to) {
      return false;
    }
    if (filters.matchesAll()) {
      return true;
    }
    if (reader.linkType() != linkType) {
      linkType = reader.linkType();
      filter = filters.of(linkType);
    }
    if (filter == null) {
      unasked++;
      return false;
    }
    return filter.matches(
        reader.memory(), reader.at(), reader.captured(), reader.wire(), reader.vni());
  }

  /** Where {@link #next} has moved to. */
  public FoundPacket packet() {
    return reader;
  }

  /** How far into the segment the search is, in bytes. */
  public long position() {
    return candidate < candidates.length ? (long) candidates[candidate] << 2 : place;
  }

  /** What could not be searched, each a sentence. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    if (unasked > 0) {
      all.add(
          "%,d packets are of a link type that has not what the filter asks for."
              .formatted(unasked));
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
