package io.sluice.node.flow;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Finds a flow's row by its key: open addressing with linear probing over words that hold a row's
 * number and 36 bits of its key's hash. The hash is keyed, and no look-up probes further than
 * {@value #PROBES} slots.
 *
 * <p>Memory: {@link Flow#SIZE} bytes for each row that was ever in use at once, outside the heap,
 * and an index of 16 to 32 bytes of heap for each row that may be. 1 GiB holds 1.9 to 2.0 million
 * flows.
 */
final class FlowTable implements AutoCloseable {
  static final int NONE = -1;

  /** No key is further from its slot. At half load a chain this long is a matter of never. */
  static final int PROBES = 128;

  /** 2^28 - 1 is the highest row plus one that a slot can hold. */
  static final int MOST_ROWS = (1 << 28) - 1;

  private static final int ROW_BITS = 28;
  private static final long ROW_MASK = (1L << ROW_BITS) - 1;
  private static final int SMALLEST_INDEX = 1 << 12;

  private final FlowRows rows;
  private final FlowKey key;
  private final FlowKey moved;
  private final int limit;
  private long[] index;
  private int used;
  private long hash;
  private int slot;
  private int direction;

  /**
   * @param limit most rows
   * @param whole whether the index has its full size from the beginning, so that it never pauses to
   *     grow
   * @param tags whether VLAN and VNI belong to keys
   */
  FlowTable(int limit, boolean whole, boolean tags) {
    this.limit = limit;
    this.rows = new FlowRows(limit);
    this.key = new FlowKey(tags);
    this.moved = new FlowKey(tags);
    this.index = new long[whole ? indexFor(limit) : SMALLEST_INDEX];
  }

  private static int indexFor(int rows) {
    return Math.max(16, Integer.highestOneBit(Math.max(1, rows * 2 - 1)) << 1);
  }

  FlowRows rows() {
    return rows;
  }

  /** Set it to a packet's key before {@link #find}. */
  FlowKey key() {
    return key;
  }

  /** The row of {@link #key}, or {@link #NONE}; then {@link #insert} may follow. */
  int find() {
    hash = key.hash() >>> ROW_BITS;
    int mask = index.length - 1;
    slot = (int) hash & mask;
    for (int probe = 0; probe < PROBES; probe++, slot = (slot + 1) & mask) {
      long entry = index[slot];
      if (entry == 0) {
        return NONE;
      }
      if (entry >>> ROW_BITS == hash) {
        int row = row(entry);
        direction = key.direction(rows.memory(), rows.at(row));
        if (direction >= 0) {
          return row;
        }
      }
    }
    slot = NONE;
    return NONE;
  }

  /** Of the packet's key in the row that {@link #find} found. */
  int direction() {
    return direction;
  }

  /**
   * Opens a row for the key that {@link #find} has just looked for. Where it found one, the new row
   * takes its place in the index, and the old one is found no more.
   *
   * @return the row, its key written and all else zero; {@link #NONE} when there is no room
   */
  int insert() {
    if (slot == NONE && !grow()) {
      return NONE;
    }
    boolean fresh = index[slot] == 0;
    if (fresh && used >= index.length / 2) {
      grow();
    }
    int row = rows.take();
    if (row == NONE) {
      return NONE;
    }
    key.write(rows.memory(), rows.at(row));
    index[slot] = hash << ROW_BITS | (row + 1);
    if (fresh) {
      used++;
    }
    return row;
  }

  /** Frees a row that the index leads to. */
  void remove(int row) {
    int mask = index.length - 1;
    int hole = (int) (moved.of(rows.memory(), rows.at(row)).hash() >>> ROW_BITS) & mask;
    while (row(index[hole]) != row) {
      hole = (hole + 1) & mask;
    }
    rows.giveBack(row);
    used--;
    for (int next = (hole + 1) & mask; index[next] != 0; next = (next + 1) & mask) {
      int home = (int) (index[next] >>> ROW_BITS) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        index[hole] = index[next];
        hole = next;
      }
    }
    index[hole] = 0;
  }

  /** After {@link #find}: the row in whose place the key would be, where it has none at all. */
  int inTheWay() {
    return slot == NONE ? row(index[(int) hash & (index.length - 1)]) : NONE;
  }

  /** Frees every row, found or not. */
  void clear() {
    Arrays.fill(index, 0);
    used = 0;
    rows.clear();
  }

  private static int row(long entry) {
    return (int) (entry & ROW_MASK) - 1;
  }

  /** Doubles the index, unless it has its full size; {@link #slot} is the key's again. */
  private boolean grow() {
    if (index.length >= indexFor(limit)) {
      return false;
    }
    long[] old = index;
    index = new long[old.length * 2];
    int mask = index.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int at = (int) (entry >>> ROW_BITS) & mask;
        while (index[at] != 0) {
          at = (at + 1) & mask;
        }
        index[at] = entry;
      }
    }
    find();
    return slot != NONE;
  }

  MemorySegment memory() {
    return rows.memory();
  }

  long at(int row) {
    return rows.at(row);
  }

  @Override
  public void close() {
    rows.close();
  }
}
