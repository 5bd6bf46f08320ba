package io.sluice.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Puts fragments of IPv4 and IPv6 packets together (<a
 * href="https://www.rfc-editor.org/rfc/rfc815">RFC 815</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc8200#section-4.5">RFC 8200 section 4.5</a>), for one
 * {@link Decoder}. Bounded: when a new fragment finds no room, the oldest unfinished packets make
 * room for it, and are counted.
 *
 * <p>A packet is complete with the fragment that leaves no gap before the end that the first last
 * fragment told. Where fragments overlap, the one of the lower offset counts, then the one that
 * came first: this is how tshark does it, and no worse than any other choice, as hosts differ.
 *
 * <p>While a packet is unfinished, its later fragments are known by the first one's ports.
 *
 * <p>Its memory is taken with the first fragment; after that nothing is allocated.
 */
public final class Reassembly {
  /** Where the payload of a packet that was put together starts; its header ends there. */
  static final int PAYLOAD = 64;

  /** The largest offset of a fragment and the most that can be in it. */
  private static final int MAX_TOTAL = 0xfff8 + 0xffff;

  /** Holds what fits into an Ethernet frame. */
  private static final int BLOCK = 1536;

  private static final int NONE = -1;
  private static final int UNKNOWN = -1;

  private final FragmentTable table;
  private final int blocks;
  private final long timeout;

  private final int[] nextBlock;
  private final int[] offsets;
  private final int[] lengths;
  private final int[] nextFragment;
  private final int[] first;
  private final int[] last;
  private final int[] held;
  private final int[] totals;
  private final int[] ports;

  private MemorySegment store = MemorySegment.NULL;
  private MemorySegment whole = MemorySegment.NULL;
  private int freeBlock;
  private int freeBlocks;

  private long completed;
  private long expired;
  private long evicted;

  /**
   * @param packets how many may be unfinished at once
   * @param bytes how much memory their fragments may take; each takes whole blocks of 1,536 bytes
   * @param timeout how long a packet may stay unfinished
   */
  public Reassembly(int packets, int bytes, Duration timeout) {
    if (packets < 1 || bytes < MAX_TOTAL) {
      throw new IllegalArgumentException("too small: " + packets + " packets, " + bytes + " bytes");
    }
    this.table = new FragmentTable(packets);
    this.blocks = bytes / BLOCK;
    this.timeout = timeout.toNanos();
    nextBlock = new int[blocks];
    offsets = new int[blocks];
    lengths = new int[blocks];
    nextFragment = new int[blocks];
    first = new int[packets];
    last = new int[packets];
    held = new int[packets];
    totals = new int[packets];
    ports = new int[packets];
    for (int block = 0; block < blocks; block++) {
      nextBlock[block] = block + 1 < blocks ? block + 1 : NONE;
    }
    freeBlocks = blocks;
  }

  /** For a worker: 1,024 packets, 2 MiB, 30 seconds as Linux has it. */
  public static Reassembly live() {
    return new Reassembly(1024, 2 << 20, Duration.ofSeconds(30));
  }

  /** For files, where an unfinished packet may wait for ever: 8,192 packets, 32 MiB. */
  public static Reassembly patient() {
    return new Reassembly(8192, 32 << 20, Duration.ofDays(36_500));
  }

  /** The place of the packet that a fragment belongs to: the one it has, or a new one. */
  int slot(Decoder d, int protocol, int identification) {
    int oldest = table.oldest();
    while (oldest != NONE && d.nanos() - table.born(oldest) > timeout) {
      expired++;
      release(oldest);
      oldest = table.oldest();
    }
    int slot = table.find(d, protocol, identification);
    if (slot != NONE) {
      return slot;
    }
    if (table.isFull()) {
      evicted++;
      release(table.oldest());
    }
    slot = table.add(d.nanos());
    first[slot] = NONE;
    last[slot] = NONE;
    held[slot] = 0;
    totals[slot] = UNKNOWN;
    ports[slot] = 0;
    return slot;
  }

  /** Remembers the two ports that open a first fragment's payload. */
  void notePorts(int slot, int bothPorts) {
    ports[slot] = bothPorts;
  }

  /** Both ports, the source's in the upper half; 0 while unknown. */
  int ports(int slot) {
    return ports[slot];
  }

  /**
   * Adds a fragment's payload.
   *
   * @return the whole payload's length, which is then at {@link #PAYLOAD} in {@link #memory()}; or
   *     -1 while something is missing
   */
  int add(int slot, MemorySegment memory, long at, int offset, int length, boolean more) {
    if (!makeRoom(slot, (length + BLOCK - 1) / BLOCK)) {
      return UNKNOWN;
    }
    link(slot, copyIn(memory, at, offset, length));
    held[slot] += length;
    if (!more && totals[slot] == UNKNOWN) {
      totals[slot] = offset + length;
    }
    int total = totals[slot];
    if (total == UNKNOWN || held[slot] < total || reach(slot) < total) {
      return UNKNOWN;
    }
    copyOut(slot, total);
    release(slot);
    completed++;
    return total;
  }

  /** How far the fragments go without a gap. */
  private int reach(int slot) {
    int reach = 0;
    for (int f = first[slot]; f != NONE && offsets[f] <= reach; f = nextFragment[f]) {
      reach = Math.max(reach, offsets[f] + lengths[f]);
    }
    return reach;
  }

  private boolean makeRoom(int slot, int needed) {
    if (store.byteSize() == 0) {
      store = Arena.ofAuto().allocate((long) blocks * BLOCK);
      whole = Arena.ofAuto().allocate(PAYLOAD + MAX_TOTAL);
    }
    while (freeBlocks < needed) {
      int oldest = table.oldest();
      evicted++;
      release(oldest);
      if (oldest == slot) {
        return false;
      }
    }
    return true;
  }

  private int copyIn(MemorySegment memory, long at, int offset, int length) {
    int fragment = freeBlock;
    int block = fragment;
    for (int done = 0; done < length; done += BLOCK) {
      block = freeBlock;
      int size = Math.min(BLOCK, length - done);
      MemorySegment.copy(memory, at + done, store, (long) block * BLOCK, size);
      freeBlock = nextBlock[block];
      freeBlocks--;
    }
    nextBlock[block] = NONE;
    offsets[fragment] = offset;
    lengths[fragment] = length;
    return fragment;
  }

  /** Puts a fragment behind those that start no later. */
  private void link(int slot, int fragment) {
    int before = last[slot];
    if (before != NONE && offsets[before] > offsets[fragment]) {
      before = NONE;
      for (int f = first[slot]; offsets[f] <= offsets[fragment]; f = nextFragment[f]) {
        before = f;
      }
    }
    if (before == NONE) {
      nextFragment[fragment] = first[slot];
      first[slot] = fragment;
    } else {
      nextFragment[fragment] = nextFragment[before];
      nextFragment[before] = fragment;
    }
    if (nextFragment[fragment] == NONE) {
      last[slot] = fragment;
    }
  }

  private void copyOut(int slot, int total) {
    int done = 0;
    for (int f = first[slot]; f != NONE && done < total; f = nextFragment[f]) {
      int fragmentEnd = Math.min(total, offsets[f] + lengths[f]);
      int start = offsets[f];
      for (int block = f; block != NONE && start < fragmentEnd; block = nextBlock[block]) {
        int blockEnd = Math.min(fragmentEnd, start + BLOCK);
        int from = Math.max(done, start);
        if (from < blockEnd) {
          long source = (long) block * BLOCK + (from - start);
          MemorySegment.copy(store, source, whole, PAYLOAD + from, blockEnd - from);
          done = blockEnd;
        }
        start += BLOCK;
      }
    }
  }

  private void release(int slot) {
    int fragment = first[slot];
    while (fragment != NONE) {
      int block = fragment;
      fragment = nextFragment[fragment];
      while (block != NONE) {
        int next = nextBlock[block];
        nextBlock[block] = freeBlock;
        freeBlock = block;
        freeBlocks++;
        block = next;
      }
    }
    table.remove(slot);
  }

  /** Where the last packet that was put together is, until the next one is. */
  MemorySegment memory() {
    return whole;
  }

  /** Puts the last fragment's IP header before the payload and says where it starts. */
  long putHeader(MemorySegment memory, long header, int version) {
    int length = version == 4 ? Ipv4.headerLength(memory, header) : Ipv6.HEADER_LENGTH;
    long start = (long) PAYLOAD - length;
    MemorySegment.copy(memory, header, whole, start, length);
    return start;
  }

  /** Packets that were put together. */
  public long completed() {
    return completed;
  }

  /** Packets that were given up because their time was over. */
  public long expired() {
    return expired;
  }

  /** Packets that were given up because others needed their room. */
  public long evicted() {
    return evicted;
  }

  /** Packets that are unfinished. */
  public int waiting() {
    return table.size();
  }

  /** Forgets every unfinished packet; counters stay. */
  public void clear() {
    for (int oldest = table.oldest(); oldest != NONE; oldest = table.oldest()) {
      release(oldest);
    }
  }
}
