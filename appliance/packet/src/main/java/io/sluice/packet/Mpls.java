package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * One entry of an MPLS label stack (<a
 * href="https://www.rfc-editor.org/rfc/rfc3032#section-2.1">RFC 3032 section 2.1</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                Label                  | TC  |S|      TTL      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Mpls {
  public static final int LENGTH = 4;

  /** A label that announces no packet of a user's (RFC 5586). */
  public static final int GENERIC_ASSOCIATED_CHANNEL = 13;

  private Mpls() {}

  /** 20 bits. */
  public static int label(MemorySegment memory, long at) {
    return Memory.i32(memory, at) >>> 12;
  }

  /** Whether this is the last entry of its stack. */
  public static boolean isBottom(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + 2) & 1) != 0;
  }
}
