package io.sluice.node.capture;

import io.sluice.packet.capture.PcapngBlocks;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The interfaces that one segment describes, by their keys. The writer's own. */
final class Interfaces {
  /** A segment with so many takes no other: a flood of VNIs must not become a table in memory. */
  private static final int MOST = 1 << 16;

  private int[] keys = new int[8];
  private int[] slots = new int[32];
  private Interface[] described = new Interface[8];
  private int count;

  Interfaces() {
    Arrays.fill(slots, -1);
  }

  /** Its number in the segment, or -1 if it is not described yet. */
  int number(int key) {
    for (int at = home(key); ; at = at + 1 & slots.length - 1) {
      int number = slots[at];
      if (number < 0 || keys[number] == key) {
        return number;
      }
    }
  }

  private int home(int key) {
    int mixed = key * 0x9e3779b9;
    return (mixed ^ mixed >>> 16) & slots.length - 1;
  }

  boolean full() {
    return count == MOST;
  }

  /** What has this number. */
  Interface get(int number) {
    return described[number];
  }

  /** Numbers one more; returns the length of its description at {@code at}. */
  int describe(int key, MemorySegment memory, long at) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      described = Arrays.copyOf(described, count * 2);
      slots = new int[count * 8];
      Arrays.fill(slots, -1);
      for (int i = 0; i < count; i++) {
        place(keys[i], i);
      }
    }
    keys[count] = key;
    described[count] = Interface.of(key);
    place(key, count);
    return PcapngBlocks.describe(memory, at, described[count++].source(), 0);
  }

  private void place(int key, int number) {
    int at = home(key);
    while (slots[at] >= 0) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = number;
  }
}
