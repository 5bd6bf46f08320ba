package io.sluice.node.capture;

import io.sluice.node.linux.LazyMemory;
import io.sluice.packet.capture.PcapngBlocks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Packets on their way from one worker (the only producer) to the writer (the only consumer), as
 * Enhanced Packet Blocks that a file takes as they stand. A packet that finds the ring full is
 * counted and gone: the worker never waits.
 *
 * <p>A block's interface field holds a {@linkplain Interface key} until the writer has numbered it.
 */
final class PacketRing {
  /** What the producer has counted. */
  enum Count {
    PACKETS(0),
    BYTES(1),
    UNWANTED(2),
    FULL(3);

    private final int at;

    Count(int at) {
      this.at = COUNTS + at;
    }
  }

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * A consumer that keeps up is served from such a part of the ring, its first, which stays in the
   * processor's caches; going round all of it would fetch each line from memory and bring it back.
   */
  private static final int NEAR = 16;

  // Cache lines apart what the two threads write
  private static final int PUT = 16;
  private static final int COUNTS = PUT + 1;
  private static final int SEEN = COUNTS + 4;
  private static final int TURNED = SEEN + 1;
  private static final int TAKEN = 48;

  private final long capacity;
  private final AtomicLongArray positions = new AtomicLongArray(64);
  private long takenSeen;
  private MemorySegment memory = MemorySegment.NULL;

  /**
   * @param capacity in bytes, a power of two, a mebibyte at least
   */
  PacketRing(long capacity) {
    if (Long.bitCount(capacity) != 1 || capacity < 1 << 20) {
      throw new IllegalArgumentException("Not a power of two of a mebibyte: " + capacity);
    }
    this.capacity = capacity;
    positions.setPlain(TURNED, -1);
  }

  /** Takes memory; to be called before the first packet, and again at no cost. */
  void open() {
    if (memory.byteSize() == 0) {
      // The collector's to free: a worker that is told late must find no memory gone
      MemorySegment taken = LazyMemory.of(capacity, Arena.ofAuto());
      // Touched now, not under the first packets
      taken.fill((byte) 0);
      memory = taken;
    }
  }

  /**
   * Copies a packet in, or counts that there was no room.
   *
   * @param captured bytes of it that are kept
   * @param wire its length on the wire in bytes
   * @param direction as {@link PcapngBlocks} has it
   */
  void put(
      MemorySegment from, long at, int captured, int wire, int key, int direction, long nanos) {
    count(Count.PACKETS, 1);
    count(Count.BYTES, captured);
    long put = positions.getPlain(PUT);
    int length = PcapngBlocks.packetLength(captured, direction);
    long offset = put & capacity - 1;
    long front = put + capacity - offset;
    long start = put;
    if (offset >= capacity / NEAR && isEmpty(put)) {
      start = front;
      // Also what is not used before it is free
      takenSeen = front;
    } else if (front - put < length) {
      start = front;
    }
    if (!room(start + length)) {
      count(Count.FULL, 1);
      return;
    }
    if (start != put) {
      // The only turn there is: room for one more comes once the consumer has passed this one
      positions.setPlain(TURNED, put);
    }
    PcapngBlocks.packet(
        memory, start & capacity - 1, key, nanos, from, at, captured, wire, direction);
    positions.setRelease(PUT, start + length);
  }

  private boolean isEmpty(long put) {
    return positions.getAcquire(TAKEN) == put;
  }

  private boolean room(long end) {
    if (end - takenSeen <= capacity) {
      return true;
    }
    takenSeen = Math.max(takenSeen, positions.getAcquire(TAKEN));
    return end - takenSeen <= capacity;
  }

  /** The producer's. */
  void count(Count what, long more) {
    positions.setRelease(what.at, positions.getPlain(what.at) + more);
  }

  /** For any thread. */
  long counted(Count what) {
    return positions.getAcquire(what.at);
  }

  /** The producer's: no packet that is older will come. */
  void seen(long nanos) {
    if (nanos > positions.getPlain(SEEN)) {
      positions.setRelease(SEEN, nanos);
    }
  }

  /** Up to when, since 1970, there are all packets before {@link #end}. */
  long seen() {
    return positions.getAcquire(SEEN);
  }

  MemorySegment memory() {
    return memory;
  }

  long capacity() {
    return capacity;
  }

  /** Up to where there are packets; only grows. Where that is in memory: modulo the capacity. */
  long end() {
    return positions.getAcquire(PUT);
  }

  /** The consumer's: where the next block is, from a position before {@link #end}. */
  long settled(long at) {
    return at == positions.getPlain(TURNED) ? at + capacity - (at & capacity - 1) : at;
  }

  /** Up to where the consumer has taken them; only grows. */
  long taken() {
    return positions.getPlain(TAKEN);
  }

  /** The consumer's: what stands before is done with. */
  void take(long upTo) {
    positions.setRelease(TAKEN, upTo);
  }
}
