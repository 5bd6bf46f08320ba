package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * ICMP and ICMPv6 header (<a href="https://www.rfc-editor.org/rfc/rfc792">RFC 792</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc4443#section-2.1">RFC 4443 section 2.1</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Type      |     Code      |          Checksum             |
 *  |   Identifier of an echo       |   Sequence of an echo         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Icmp {
  public static final int PROTOCOL_V4 = 1;
  public static final int PROTOCOL_V6 = 58;
  public static final int HEADER_LENGTH = 8;

  private static final int FIRST_QUERY_V6 = 128;

  private Icmp() {}

  public static int type(MemorySegment memory, long at) {
    return Memory.u8(memory, at);
  }

  public static int code(MemorySegment memory, long at) {
    return Memory.u8(memory, at + 1);
  }

  public static int identifier(MemorySegment memory, long at) {
    return Memory.u16(memory, at + 4);
  }

  public static int sequence(MemorySegment memory, long at) {
    return Memory.u16(memory, at + 6);
  }

  /**
   * Whether a message of this type quotes the start of the packet it is about, after {@link
   * #HEADER_LENGTH} bytes.
   */
  public static boolean isError(int protocol, int type) {
    if (protocol == PROTOCOL_V6) {
      return type < FIRST_QUERY_V6;
    }
    return switch (type) {
      // Unreachable, source quench, redirect, time exceeded, parameter problem
      case 3, 4, 5, 11, 12 -> true;
      default -> false;
    };
  }
}
