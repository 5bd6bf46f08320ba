package io.sluice.node.capture;

import io.sluice.packet.capture.PcapngBlocks;
import io.sluice.packet.index.SegmentIndexer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Takes blocks out of all workers' rings in the order of their times: a packet waits until each
 * worker has come as far, but not for one that stands still. The writer's own.
 */
final class Gather {
  private static final int LENGTH = 4;
  private static final int INTERFACE = 8;
  private static final int TIME_HIGH = 12;
  private static final int TIME_LOW = 16;
  private static final int CAPTURED = 20;
  private static final int WIRE = 24;
  private static final int PACKET = 28;

  /** What a packet waits for other workers at the most. */
  private static final long PATIENCE_NANOS = 50_000_000;

  private static final String PROGRAM = "sluice appliance";

  private static final int DESCRIPTIONS = 16 * PcapngBlocks.LONGEST_DESCRIPTION;

  private final MemorySegment descriptions = Arena.ofAuto().allocate(DESCRIPTIONS, Integer.BYTES);
  private PacketRing[] rings = {};
  private long[] at = {};
  private long[] ends = {};
  private long limit;
  private boolean waiting;
  private long waitingSince;
  private long last;
  private int described;
  private boolean stopped;
  private boolean full;

  /**
   * Sees what there is; whether there is any.
   *
   * @param last whether no more will come that could be waited for
   */
  boolean look(List<CaptureTap> taps, boolean last) {
    if (taps.size() != rings.length) {
      rings = taps.stream().map(CaptureTap::ring).toArray(PacketRing[]::new);
      at = new long[rings.length];
      ends = new long[rings.length];
    }
    limit = Long.MAX_VALUE;
    for (PacketRing ring : rings) {
      limit = Math.min(limit, ring.seen());
    }
    boolean any = false;
    for (int i = 0; i < rings.length; i++) {
      // After all have told how far they have come: by then it was there
      ends[i] = rings[i].end();
      at[i] = rings[i].taken();
      settle(i);
      any |= at[i] < ends[i];
    }
    boolean early = any && !isMore();
    if (early && !waiting) {
      waitingSince = System.nanoTime();
    }
    waiting = early;
    if (last || (early && System.nanoTime() - waitingSince > PATIENCE_NANOS)) {
      limit = Long.MAX_VALUE;
    }
    return any;
  }

  /** Moves to the next block past what a ring's end leaves unused. */
  private void settle(int ring) {
    if (at[ring] < ends[ring]) {
      at[ring] = rings[ring].settled(at[ring]);
    }
  }

  private long nanos(int ring) {
    MemorySegment memory = rings[ring].memory();
    long block = at[ring] & rings[ring].capacity() - 1;
    return (long) memory.get(PacketRing.INT, block + TIME_HIGH) << 32
        | (memory.get(PacketRing.INT, block + TIME_LOW) & 0xffff_ffffL);
  }

  /** The ring whose next packet is the oldest but for that ring's, and need not wait; or -1. */
  private int oldest(int except) {
    int found = -1;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < rings.length; i++) {
      if (i != except && at[i] < ends[i]) {
        long nanos = nanos(i);
        if (nanos <= limit && (found < 0 || nanos < least)) {
          found = i;
          least = nanos;
        }
      }
    }
    return found;
  }

  /** When the oldest packet was received; there must be one. */
  long firstNanos() {
    return nanos(oldest(-1));
  }

  /**
   * Adds what there is to a batch, as far as both and the segment have room. Blocks are the
   * segment's then: their interfaces have its numbers.
   */
  void into(Batch batch, LiveSegment segment) {
    long offset = segment.written().bytes();
    long room = segment.grant().segment() - offset;
    described = 0;
    stopped = false;
    full = false;
    last = segment.written().last();
    if (offset == 0) {
      describe(batch, segment, PcapngBlocks.section(descriptions, 0, PROGRAM));
    }
    for (int ring = oldest(-1); ring >= 0 && !stopped && batch.hasRoom(); ring = oldest(-1)) {
      int next = oldest(ring);
      run(ring, next < 0 ? limit : nanos(next), batch, segment, room);
    }
  }

  private void describe(Batch batch, LiveSegment segment, int length) {
    SegmentIndexer indexer = segment.indexer();
    if (indexer != null) {
      indexer.describes(segment.written().bytes() + batch.bytes());
    }
    batch.add(descriptions.address() + described, length, 0);
    described += length;
  }

  /** Blocks of one ring that stand one after the other and are no newer than {@code until}. */
  private void run(int ring, long until, Batch batch, LiveSegment segment, long room) {
    MemorySegment memory = rings[ring].memory();
    long mask = rings[ring].capacity() - 1;
    long start = at[ring] & mask;
    long offset = segment.written().bytes() + batch.bytes();
    SegmentIndexer indexer = segment.indexer();
    long bytes = 0;
    long packets = 0;
    while (at[ring] < ends[ring] && (at[ring] & mask) == start + bytes) {
      long block = start + bytes;
      int length = memory.get(PacketRing.INT, block + LENGTH);
      long nanos = nanos(ring);
      if (batch.bytes() + bytes + length > room) {
        full = true;
        stopped = true;
        break;
      }
      if (nanos > until || batch.bytes() + bytes >= Batch.ENOUGH) {
        break;
      }
      int key = memory.get(PacketRing.INT, block + INTERFACE);
      int number = segment.interfaces().number(key);
      if (number < 0) {
        // Its description stands before it, and so ends the run
        if (packets == 0) {
          introduce(key, batch, segment, room);
        }
        break;
      }
      memory.set(PacketRing.INT, block + INTERFACE, number);
      if (indexer != null) {
        Interface source = segment.interfaces().get(number);
        indexer.add(
            memory,
            block + PACKET,
            memory.get(PacketRing.INT, block + CAPTURED),
            memory.get(PacketRing.INT, block + WIRE),
            source.linkType(),
            source.vni(),
            nanos,
            offset + bytes);
      }
      last = Math.max(last, nanos);
      packets++;
      bytes += length;
      at[ring] += length;
      settle(ring);
    }
    if (packets > 0) {
      batch.add(memory.address() + start, bytes, packets);
    }
  }

  private void introduce(int key, Batch batch, LiveSegment segment, long room) {
    int most = PcapngBlocks.LONGEST_DESCRIPTION;
    if (segment.interfaces().full() || batch.bytes() + most > room) {
      full = true;
      stopped = true;
    } else if (described + most > DESCRIPTIONS) {
      stopped = true;
    } else {
      describe(batch, segment, segment.interfaces().describe(key, descriptions, described));
    }
  }

  /** Whether it was the segment that had no more room. */
  boolean segmentFull() {
    return full;
  }

  /** Whether there are packets that need not wait. */
  boolean isMore() {
    return oldest(-1) >= 0;
  }

  /** When the newest packet of the segment was received. */
  long lastNanos() {
    return last;
  }

  /** What was added to a batch is done with. */
  void take() {
    for (int i = 0; i < rings.length; i++) {
      rings[i].take(at[i]);
    }
  }

  /** Is done with all that there is; returns how many packets that are. */
  long discard() {
    long packets = 0;
    for (int i = 0; i < rings.length; i++) {
      at[i] = rings[i].taken();
      settle(i);
      while (at[i] < ends[i]) {
        long block = at[i] & rings[i].capacity() - 1;
        at[i] += rings[i].memory().get(PacketRing.INT, block + LENGTH);
        packets++;
        settle(i);
      }
    }
    take();
    return packets;
  }
}
