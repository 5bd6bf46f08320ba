package io.sluice.node.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where what stands in the {@link Flow#CORE} section of a row, and how it is read and written.
 *
 * <pre>
 *    0  key: addresses, ports, protocol, version, VLAN, VNI      48
 *   48  times of the flow, its number, its handshake             40
 *   88  counts and sequence state of AB, the same of BA       2 x 58
 *  204  flags and verdicts counted of AB, the same of BA      2 x 58
 * </pre>
 *
 * <p>What every packet touches stands together, in four cache lines. Numbers are packed, because a
 * byte less in a row is a megabyte less for a million flows: packets in 48 bits, bytes in 56, and
 * what is rare in 24, where it stays at its highest.
 */
final class Row {
  static final int A_HIGH = Flow.CORE;
  static final int A_LOW = A_HIGH + 8;
  static final int B_HIGH = A_LOW + 8;
  static final int B_LOW = B_HIGH + 8;
  static final int A_PORT = B_LOW + 8;
  static final int B_PORT = A_PORT + 2;
  static final int PROTOCOL = B_PORT + 2;

  /** 4 or 6; 0 in a row that is free. */
  static final int VERSION = PROTOCOL + 1;

  /** The identifier plus one; 0 for none. */
  static final int VLAN = VERSION + 1;

  /** The identifier plus one; 0 for none. */
  static final int VNI = VLAN + 2;

  /** Bits of {@link State}. */
  static final int STATE = VNI + 4;

  static final int FIRST = Flow.CORE + 48;

  /** Of its last report, or of its first packet: seconds since 1970, unsigned. */
  static final int REPORTED = FIRST + 8;

  /** Counts flows as they open, and starts again from 0 after 2^32. */
  static final int ORDINAL = REPORTED + 4;

  /** Of the latest SYN, then how long the whole handshake took. */
  static final int INITIAL = ORDINAL + 4;

  /** Of the latest SYN before a SYN/ACK, then what the server took. */
  static final int HS_SERVER = INITIAL + 8;

  /** Of the first SYN/ACK, then what the client took. */
  static final int HS_CLIENT = HS_SERVER + 8;

  /** Of one direction's counts and state: add {@link #hot}. */
  static final int LAST = 0;

  /** When {@link #NEXT} last went forward. */
  static final int NEXT_TIME = 8;

  /** The sequence number expected next; 0 while not known. */
  static final int NEXT = 16;

  /** Up to where nothing is missing; 0 while not known. */
  static final int CONTIGUOUS = 20;

  static final int LAST_ACK = 24;
  static final int BASE = 28;
  static final int PACKETS = 32;
  static final int BYTES = 38;
  static final int PAYLOAD = 45;
  static final int WINDOW = 52;

  /** Bits of {@link Side}. */
  static final int SIDE = 54;

  static final int UNACKED = 56;
  private static final int HOT = FIRST + 40;
  private static final int HOT_SIZE = 58;

  /** Of one direction's rare counts, three bytes each: add {@link #rare}. */
  static final int SYN = 0;

  static final int SYN_ACK = 3;
  static final int FIN = 6;
  static final int RST = 9;

  /** The first of as many counts as {@link TcpVerdicts} has bits, in their order. */
  static final int VERDICTS = 12;

  static final int RARE_WIDTH = 3;
  private static final int RARE = HOT + 2 * HOT_SIZE;
  private static final int RARE_SIZE = 58;

  static final long MASK_48 = (1L << 48) - 1;
  static final long MASK_56 = (1L << 56) - 1;
  static final int MASK_24 = (1 << 24) - 1;

  private Row() {}

  /** Where the counts and the state of {@code direction} start, from the row's start. */
  static int hot(int direction) {
    return HOT + direction * HOT_SIZE;
  }

  /** Where the rare counts of {@code direction} start, from the row's start. */
  static int rare(int direction) {
    return RARE + direction * RARE_SIZE;
  }

  static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static void put8(MemorySegment memory, long at, int value) {
    memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  static int u16(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffff;
  }

  static void put16(MemorySegment memory, long at, int value) {
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) value);
  }

  static int i32(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
  }

  static void put32(MemorySegment memory, long at, int value) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
  }

  static long i64(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
  }

  static void put64(MemorySegment memory, long at, long value) {
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  /** Adds to the number in the bits of {@code mask}; its neighbours keep theirs. */
  static void add(MemorySegment memory, long at, long mask, long amount) {
    long word = i64(memory, at);
    put64(memory, at, (word & ~mask) | ((word + amount) & mask));
  }

  static int rare(MemorySegment memory, long at) {
    return i32(memory, at) & MASK_24;
  }

  /** One more, until three bytes are full. */
  static void addRare(MemorySegment memory, long at) {
    int word = i32(memory, at);
    if ((word & MASK_24) != MASK_24) {
      put32(memory, at, word + 1);
    }
  }
}
