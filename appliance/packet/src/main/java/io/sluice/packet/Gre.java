package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * GRE header (<a href="https://www.rfc-editor.org/rfc/rfc2784#section-2">RFC 2784 section 2</a>,
 * key and sequence of RFC 2890, routing of RFC 1701, version 1 of RFC 2637).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |C|R|K|S|       |A|       | Ver |         Protocol Type         |
 *  |   Checksum (with C or R)      |   Offset (with C or R)        |
 *  |                     Key (with K)                              |
 *  |                     Sequence Number (with S)                  |
 *  |                     Acknowledgment Number (with A, version 1) |
 *  |                     Routing (with R)                          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Gre {
  public static final int FLAGS = 0;
  public static final int PROTOCOL_TYPE = 2;
  public static final int MIN_HEADER_LENGTH = 4;

  public static final int FLAG_CHECKSUM = 0x8000;
  public static final int FLAG_ROUTING = 0x4000;
  public static final int FLAG_KEY = 0x2000;
  public static final int FLAG_SEQUENCE = 0x1000;
  public static final int FLAG_ACKNOWLEDGMENT = 0x0080;

  private Gre() {}

  /** The first two bytes: flags, and the version in the lowest three bits. */
  public static int flags(MemorySegment memory, long at) {
    return Memory.u16(memory, at + FLAGS);
  }

  public static int version(MemorySegment memory, long at) {
    return flags(memory, at) & 7;
  }

  /** What follows the header, as an EtherType. */
  public static int protocolType(MemorySegment memory, long at) {
    return Memory.u16(memory, at + PROTOCOL_TYPE);
  }

  /** In bytes as the flags say, routing entries not included. */
  public static int headerLength(int flags) {
    return MIN_HEADER_LENGTH
        + ((flags & (FLAG_CHECKSUM | FLAG_ROUTING)) != 0 ? 4 : 0)
        + ((flags & FLAG_KEY) != 0 ? 4 : 0)
        + ((flags & FLAG_SEQUENCE) != 0 ? 4 : 0)
        + ((flags & 7) == 1 && (flags & FLAG_ACKNOWLEDGMENT) != 0 ? 4 : 0);
  }

  /** The key, or the upper 24 bits of it for NVGRE (RFC 7637); only with {@link #FLAG_KEY}. */
  public static int key(MemorySegment memory, long at) {
    int checksum = (flags(memory, at) & (FLAG_CHECKSUM | FLAG_ROUTING)) != 0 ? 4 : 0;
    return Memory.i32(memory, at + MIN_HEADER_LENGTH + checksum);
  }
}
