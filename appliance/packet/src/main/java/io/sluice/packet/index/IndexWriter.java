package io.sluice.packet.index;

import java.util.Arrays;

/**
 * Lays out what a {@link SegmentIndexer} has seen, as {@link Layout} says. To be used again: it
 * keeps its memory, because segments follow each other in fractions of a second.
 */
final class IndexWriter {
  private final TupleTable tuples;
  private final KeyTable keys = new KeyTable();
  private final Output out = new Output();

  /** The keys of each tuple, one tuple's after the other's. */
  private int[] tupleKeys = new int[1 << 16];

  private int tupleKeyCount;
  private int[] byTuple = new int[1 << 18];

  IndexWriter(TupleTable tuples) {
    this.tuples = tuples;
  }

  Output out() {
    return out;
  }

  private void section(int section, int from) {
    out.setInt(Layout.DIRECTORY + 8 * section, from);
    out.setInt(Layout.DIRECTORY + 8 * section + 4, out.size() - from);
  }

  /** Begins another index. */
  void header(int packets, long bytes, long first, long last, int lastBlock) {
    keys.clear();
    tupleKeyCount = 0;
    out.clear();
    out.skip(Layout.HEADER);
    out.setLong(0, Layout.MAGIC);
    out.setInt(8, Layout.VERSION);
    out.setInt(12, packets);
    out.setLong(16, bytes);
    out.setLong(24, first);
    out.setLong(32, last);
    out.setInt(40, lastBlock);
    out.setInt(44, tuples.count());
  }

  void sources(int[] blocks, int count) {
    int from = out.size();
    for (int i = 0; i < count; i++) {
      out.i32(blocks[i]);
    }
    section(Layout.SOURCES, from);
  }

  /** Lowest and highest time of each step, and its first block. */
  void times(long[] lowest, long[] highest, int[] blocks, int steps) {
    int from = out.size();
    for (int step = 0; step < steps; step++) {
      out.i64(lowest[step]);
      out.i64(highest[step]);
      out.i32(blocks[step * Layout.TIMES_STEP]);
    }
    section(Layout.TIMES, from);
  }

  /** Keys and, for each, the tuples that have it. */
  void keys() {
    int[] ends = new int[tuples.count()];
    for (int tuple = 0; tuple < ends.length; tuple++) {
      int first = tupleKeyCount;
      KeyWords.tell(
          tuples.words(),
          tuples.start(tuple),
          tuples.length(tuple),
          (kind, high, low) -> addKey(first, keys.find(kind, high, low)));
      ends[tuple] = tupleKeyCount;
    }
    int[] starts = new int[keys.count() + 1];
    for (int i = 0; i < tupleKeyCount; i++) {
      starts[tupleKeys[i] + 1]++;
    }
    for (int key = 0; key < keys.count(); key++) {
      starts[key + 1] += starts[key];
    }
    int[] next = Arrays.copyOf(starts, keys.count());
    int[] listed = new int[tupleKeyCount];
    int i = 0;
    for (int tuple = 0; tuple < ends.length; tuple++) {
      while (i < ends[tuple]) {
        listed[next[tupleKeys[i++]]++] = tuple;
      }
    }
    write(listed, starts);
  }

  private void addKey(int first, int key) {
    for (int i = first; i < tupleKeyCount; i++) {
      if (tupleKeys[i] == key) {
        return;
      }
    }
    if (tupleKeyCount == tupleKeys.length) {
      tupleKeys = Arrays.copyOf(tupleKeys, 2 * tupleKeyCount);
    }
    tupleKeys[tupleKeyCount++] = key;
  }

  private void write(int[] listed, int[] starts) {
    int[] sorted = keys.sorted();
    int[] positions = new int[sorted.length + 1];
    for (int i = 0; i < sorted.length; i++) {
      int length = 0;
      int before = -1;
      for (int j = starts[sorted[i]]; j < starts[sorted[i] + 1]; j++) {
        length += Output.varintLength(listed[j] - before);
        before = listed[j];
      }
      positions[i + 1] = positions[i] + length;
    }
    int i = 0;
    for (int kind = 0; kind < Kind.COUNT; kind++) {
      int from = out.size();
      for (; i < sorted.length && keys.kind(sorted[i]) == kind; i++) {
        out.low(keys.low(sorted[i]), Math.min(Kind.width(kind), Long.BYTES));
        if (Kind.width(kind) > Long.BYTES) {
          out.i64(keys.high(sorted[i]));
        }
        out.i32(positions[i]);
      }
      out.i32(positions[i]);
      section(Layout.KEYS + kind, from);
    }
    int from = out.size();
    for (int key : sorted) {
      int before = -1;
      for (int j = starts[key]; j < starts[key + 1]; j++) {
        out.varint(listed[j] - before);
        before = listed[j];
      }
    }
    section(Layout.LISTS, from);
  }

  /**
   * Where the packets of each tuple are.
   *
   * @param tupleOf each packet's
   * @param blocks where each packet's block is, in words
   */
  void postings(int[] tupleOf, int[] blocks, int packets) {
    int[] starts = new int[tuples.count() + 1];
    for (int packet = 0; packet < packets; packet++) {
      starts[tupleOf[packet] + 1]++;
    }
    for (int tuple = 0; tuple < tuples.count(); tuple++) {
      starts[tuple + 1] += starts[tuple];
    }
    int[] next = Arrays.copyOf(starts, tuples.count());
    if (byTuple.length < packets) {
      byTuple = new int[2 * packets];
    }
    for (int packet = 0; packet < packets; packet++) {
      byTuple[next[tupleOf[packet]]++] = blocks[packet];
    }
    int groups = (tuples.count() + Layout.GROUP - 1) / Layout.GROUP;
    int directory = out.size();
    out.skip(groups * Integer.BYTES);
    section(Layout.GROUPS, directory);
    int from = out.size();
    for (int group = 0; group < groups; group++) {
      out.setInt(directory + group * Integer.BYTES, out.size() - from);
      group(group * Layout.GROUP, starts);
    }
    section(Layout.POSTINGS, from);
  }

  private void group(int first, int[] starts) {
    int end = Math.min(first + Layout.GROUP, tuples.count());
    int before = 0;
    for (int tuple = first; tuple < end; tuple++) {
      int block = byTuple[starts[tuple]];
      out.varint(block - before);
      before = block;
      int length = 0;
      for (int i = starts[tuple] + 1; i < starts[tuple + 1]; i++) {
        length += Output.varintLength(byTuple[i] - byTuple[i - 1]);
      }
      out.varint(length);
    }
    for (int tuple = first; tuple < end; tuple++) {
      for (int i = starts[tuple] + 1; i < starts[tuple + 1]; i++) {
        out.varint(byTuple[i] - byTuple[i - 1]);
      }
    }
  }
}
