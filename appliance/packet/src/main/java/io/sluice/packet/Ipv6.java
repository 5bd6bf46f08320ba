package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * IPv6 header (<a href="https://www.rfc-editor.org/rfc/rfc8200#section-3">RFC 8200 section 3</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version| Traffic Class |           Flow Label                  |
 *  |         Payload Length        |  Next Header  |   Hop Limit   |
 *  |                    Source Address (16 bytes)                  |
 *  |                 Destination Address (16 bytes)                |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv6 {
  public static final int VERSION = 0;
  public static final int PAYLOAD_LENGTH = 4;
  public static final int NEXT_HEADER = 6;
  public static final int SOURCE = 8;
  public static final int DESTINATION = 24;
  public static final int HEADER_LENGTH = 40;

  /** Extension headers (RFC 8200 section 4, RFC 4302): each opens with the next header's number. */
  public static final int HOP_BY_HOP = 0;

  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int AUTHENTICATION = 51;
  public static final int DESTINATION_OPTIONS = 60;

  /** Every extension header has at least these bytes. */
  public static final int MIN_EXTENSION_LENGTH = 8;

  private Ipv6() {}

  public static int version(MemorySegment memory, long at) {
    return Memory.u8(memory, at + VERSION) >>> 4;
  }

  /** Bytes after this header, extension headers included. */
  public static int payloadLength(MemorySegment memory, long at) {
    return Memory.u16(memory, at + PAYLOAD_LENGTH);
  }

  public static int nextHeader(MemorySegment memory, long at) {
    return Memory.u8(memory, at + NEXT_HEADER);
  }

  /** The upper half; the lower half is eight bytes on. */
  public static long sourceHigh(MemorySegment memory, long at) {
    return Memory.i64(memory, at + SOURCE);
  }

  public static long sourceLow(MemorySegment memory, long at) {
    return Memory.i64(memory, at + SOURCE + 8);
  }

  public static long destinationHigh(MemorySegment memory, long at) {
    return Memory.i64(memory, at + DESTINATION);
  }

  public static long destinationLow(MemorySegment memory, long at) {
    return Memory.i64(memory, at + DESTINATION + 8);
  }

  public static boolean isExtension(int nextHeader) {
    return switch (nextHeader) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS -> true;
      default -> false;
    };
  }

  /** The number of the header that follows the extension header at {@code at}. */
  public static int extensionNext(MemorySegment memory, long at) {
    return Memory.u8(memory, at);
  }

  /** Length in bytes of the extension header of this kind at {@code at}. */
  public static int extensionLength(int kind, MemorySegment memory, long at) {
    int field = Memory.u8(memory, at + 1);
    return switch (kind) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (field + 2) * 4;
      default -> (field + 1) * 8;
    };
  }

  /** Whether the fragment header at {@code at} belongs to a real fragment (RFC 6946). */
  public static boolean isFragment(MemorySegment memory, long at) {
    return (Memory.u16(memory, at + 2) & 0xfff9) != 0;
  }
}
