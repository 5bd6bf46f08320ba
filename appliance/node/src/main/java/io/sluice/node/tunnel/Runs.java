package io.sluice.node.tunnel;

import java.util.Arrays;

/**
 * Arranges the datagrams of one batch that leave by one socket into runs of equal length, each to
 * be sent by one call that the kernel cuts up again (UDP_SEGMENT). Datagrams of one flow keep their
 * order: one joins a run only if no later run has its flow. Flows are told apart by their hash, so
 * that two that collide only make runs shorter.
 *
 * <p>With mixed lengths this is what keeps runs long: datagrams of other flows may overtake each
 * other within a batch, as they may on any network.
 */
public final class Runs {
  /** Of a datagram or a run: no other follows. */
  public static final int NONE = -1;

  /** The least that every kernel with UDP_SEGMENT cuts up (UDP_MAX_SEGMENTS). */
  static final int MAX_SEGMENTS = 64;

  /** An IPv4 packet's length less the longest headers around what is cut up. */
  public static final int MAX_BYTES = 65_535 - 128;

  private static final int FLOWS = 1 << 11;

  final int[] size;
  final int[] count;
  final int[] first;
  final int[] nextRun;
  final long[] address;
  final int[] length;
  final int[] next;

  private final int[] last;
  private final int[] flowRun = new int[FLOWS];
  private int runs;
  private int datagrams;

  /** Of one socket: its runs in the order that they leave in. */
  public static final class Chain {
    private static final int SIZES = 64;

    int firstRun = NONE;
    private int lastRun = NONE;
    private final int[] open = new int[SIZES];

    /** One without runs. */
    public Chain() {
      clear();
    }

    /** Forgets its runs. */
    public void clear() {
      firstRun = NONE;
      lastRun = NONE;
      Arrays.fill(open, NONE);
    }

    /** The run that leaves first, or {@link Runs#NONE}. */
    public int firstRun() {
      return firstRun;
    }

    private static int slot(int size) {
      return (size * 0x9e37_79b1) >>> 26;
    }
  }

  /**
   * @param capacity most datagrams of one batch
   */
  public Runs(int capacity) {
    size = new int[capacity];
    count = new int[capacity];
    first = new int[capacity];
    last = new int[capacity];
    nextRun = new int[capacity];
    address = new long[capacity];
    length = new int[capacity];
    next = new int[capacity];
    clear();
  }

  /** Whether there is no room for another datagram. */
  public boolean isFull() {
    return datagrams == length.length;
  }

  /** Forgets all datagrams; chains are to be cleared by their owner. */
  public void clear() {
    runs = 0;
    datagrams = 0;
    Arrays.fill(flowRun, NONE);
  }

  /**
   * Adds a datagram.
   *
   * @param at its address
   * @param bytes its length
   * @param longest datagram that may share a run, in bytes
   */
  public void add(Chain chain, long at, int bytes, int flowHash, int longest) {
    int datagram = datagrams++;
    address[datagram] = at;
    length[datagram] = bytes;
    next[datagram] = NONE;
    int flow = (flowHash * 0x85eb_ca6b) >>> 21;
    int slot = Chain.slot(bytes);
    int run = chain.open[slot];
    if (run == NONE || size[run] != bytes || run < flowRun[flow] || isFull(run)) {
      run = start(chain, datagram, bytes);
      chain.open[slot] = bytes <= longest ? run : NONE;
    } else {
      next[last[run]] = datagram;
      last[run] = datagram;
      count[run]++;
    }
    flowRun[flow] = run;
  }

  private boolean isFull(int run) {
    return count[run] == MAX_SEGMENTS || (count[run] + 1) * size[run] > MAX_BYTES;
  }

  private int start(Chain chain, int datagram, int bytes) {
    int run = runs++;
    size[run] = bytes;
    count[run] = 1;
    first[run] = datagram;
    last[run] = datagram;
    nextRun[run] = NONE;
    if (chain.lastRun == NONE) {
      chain.firstRun = run;
    } else {
      nextRun[chain.lastRun] = run;
    }
    chain.lastRun = run;
    return run;
  }
}
