package io.sluice.node.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A ring in plain memory, and the kernel's end of it. */
final class KernelRing {
  private static final int PRODUCER = 0;
  private static final int CONSUMER = 64;
  private static final int FLAGS = 128;
  private static final int FIRST = 192;

  private final int entries;
  private final int entryBytes;
  private final MemorySegment memory;

  KernelRing(int entries, int entryBytes) {
    this.entries = entries;
    this.entryBytes = entryBytes;
    memory = Arena.ofAuto().allocate(FIRST + (long) entries * entryBytes, 64);
  }

  RingMemory memory() {
    return new RingMemory(memory, PRODUCER, CONSUMER, FLAGS, FIRST, entryBytes, entries);
  }

  private int count(int at) {
    return memory.get(ValueLayout.JAVA_INT, at);
  }

  private long entry(int count) {
    return FIRST + (long) (count & entries - 1) * entryBytes;
  }

  /** Entries between the ends. */
  int ready() {
    return count(PRODUCER) - count(CONSUMER);
  }

  int room() {
    return entries - ready();
  }

  void flag(int value) {
    memory.set(ValueLayout.JAVA_INT, FLAGS, value);
  }

  /** Takes what we have put. */
  long takeAddress() {
    int consumer = count(CONSUMER);
    memory.set(ValueLayout.JAVA_INT, CONSUMER, consumer + 1);
    return memory.get(ValueLayout.JAVA_LONG, entry(consumer));
  }

  /** The length beside what was taken last. */
  int takenLength() {
    return memory.get(ValueLayout.JAVA_INT, entry(count(CONSUMER) - 1) + 8);
  }

  void give(long address, int length) {
    int producer = count(PRODUCER);
    memory.set(ValueLayout.JAVA_LONG, entry(producer), address);
    if (entryBytes > Long.BYTES) {
      memory.set(ValueLayout.JAVA_INT, entry(producer) + 8, length);
    }
    memory.set(ValueLayout.JAVA_INT, PRODUCER, producer + 1);
  }

  /** Lets both ends stand at a count, as after so many entries. */
  void startAt(int count) {
    memory.set(ValueLayout.JAVA_INT, PRODUCER, count);
    memory.set(ValueLayout.JAVA_INT, CONSUMER, count);
  }
}
