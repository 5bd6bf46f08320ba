package io.sluice.node.flow.timing;

import io.sluice.node.flow.Flow;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where what stands in the {@link Flow#TIMING} section of a row: 128 bytes, all of them used.
 *
 * <pre>
 *    0  flags                                                       4
 *    4  highest sequence number, one for each direction         2 x 4
 *   12  when the newest segment went, one for each direction    2 x 5
 *   22  one segment that is timed: when it went, its number     5 + 3
 *   30  handshake: server, client                               2 x 4
 *   38  samples of data round trips, one for each direction    2 x 15
 *   68  samples of response times                                  16
 *   84  application delay, how often it was clipped             3 + 1
 *   88  gap of ACK and payload: count, sum, the one that is open    7
 *   95  thinking, request transfer, response transfer           3 x 3
 *  104  MSS, window scales, smallest windows                2x2, 1, 2x2
 *  113  the last segment's identity, one for each direction     2 x 3
 *  119  copies, segments sent again, episodes                2, 2x2, 2
 *  127  requests sent again                                         1
 * </pre>
 */
final class Layout {
  static final int FLAGS = Flow.TIMING;
  static final int NEXT = FLAGS + 4;
  static final int NEWEST = NEXT + 8;
  static final int PROBE_TIME = NEWEST + 10;
  static final int PROBE_NUMBER = PROBE_TIME + 5;
  static final int SERVER_HANDSHAKE = PROBE_NUMBER + 3;
  static final int CLIENT_HANDSHAKE = SERVER_HANDSHAKE + 4;
  static final int ROUND_TRIPS = CLIENT_HANDSHAKE + 4;
  static final int RESPONSES = ROUND_TRIPS + 2 * Samples.ROUND_TRIPS.size();
  static final int APPLICATION = RESPONSES + Samples.RESPONSES.size();
  static final int CLIPPED = APPLICATION + 3;
  static final int GAPS = CLIPPED + 1;
  static final int GAP_SUM = GAPS + 2;
  static final int GAP_OPEN = GAP_SUM + 3;
  static final int THINKING = GAP_OPEN + 2;
  static final int REQUESTING = THINKING + 3;
  static final int RESPONDING = REQUESTING + 3;
  static final int SEGMENT_SIZE = RESPONDING + 3;
  static final int SCALES = SEGMENT_SIZE + 4;
  static final int WINDOW = SCALES + 1;
  static final int LAST_IDENTITY = WINDOW + 4;
  static final int COPIES = LAST_IDENTITY + 6;
  static final int RESENT = COPIES + 2;
  static final int EPISODES = RESENT + 4;
  static final int RESENT_REQUESTS = EPISODES + 2;
  static final int END = RESENT_REQUESTS + 1;

  static {
    if (END != Flow.TIMING + Flow.TIMING_SIZE) {
      throw new AssertionError("the section holds " + (END - Flow.TIMING) + " bytes");
    }
  }

  private Layout() {}

  static int u8(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  static void put8(MemorySegment memory, long at, long value) {
    memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  static int u16(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffff;
  }

  static void put16(MemorySegment memory, long at, long value) {
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) value);
  }

  static int u24(MemorySegment memory, long at) {
    return u16(memory, at) | u8(memory, at + 2) << 16;
  }

  static void put24(MemorySegment memory, long at, long value) {
    put16(memory, at, value);
    put8(memory, at + 2, value >>> 16);
  }

  static int i32(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
  }

  static void put32(MemorySegment memory, long at, long value) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
  }

  static long u40(MemorySegment memory, long at) {
    return (i32(memory, at) & 0xffff_ffffL) | (long) u8(memory, at + 4) << 32;
  }

  static void put40(MemorySegment memory, long at, long value) {
    put32(memory, at, value);
    put8(memory, at + 4, value >>> 32);
  }
}
