package io.sluice.node.broker;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Frames from all of a tool's rings, where they stand, until they are sent. One sender's own. */
final class Batch {
  static final int CAPACITY = 256;

  final MemorySegment[] memory = new MemorySegment[CAPACITY];
  final long[] frame = new long[CAPACITY];
  final int[] length = new int[CAPACITY];
  final long[] targets = new long[CAPACITY];
  final int[] hash = new int[CAPACITY];
  final int[] info = new int[CAPACITY];
  private int count;
  private long copies;
  private int firstLane;

  Batch() {
    Arrays.fill(memory, MemorySegment.NULL);
  }

  /** Takes what is there, at most its capacity; each time another lane comes first. */
  int gather(List<Lane> lanes) {
    count = 0;
    copies = 0;
    int all = lanes.size();
    for (int i = 0; i < all && count < CAPACITY; i++) {
      gather(lanes.get((firstLane + i) % all).ring());
    }
    firstLane = all == 0 ? 0 : (firstLane + 1) % all;
    return count;
  }

  private void gather(FrameRing ring) {
    while (count < CAPACITY && ring.next()) {
      int i = count++;
      memory[i] = ring.memory();
      frame[i] = ring.frame();
      length[i] = ring.length();
      targets[i] = ring.targets();
      copies += Long.bitCount(targets[i]);
      hash[i] = ring.hash();
      info[i] = ring.info();
    }
  }

  /** Copies that all frames together are to become. */
  long copies() {
    return copies;
  }

  int count() {
    return count;
  }
}
