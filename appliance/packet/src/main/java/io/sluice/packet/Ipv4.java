package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * IPv4 header (<a href="https://www.rfc-editor.org/rfc/rfc791#section-3.1">RFC 791 section
 * 3.1</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Version|  IHL  |Type of Service|          Total Length         |
 *  |         Identification        |Flags|      Fragment Offset    |
 *  |  Time to Live |    Protocol   |         Header Checksum       |
 *  |                       Source Address                          |
 *  |                    Destination Address                        |
 *  |                    Options                    |    Padding    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv4 {
  public static final int VERSION_AND_LENGTH = 0;
  public static final int TOTAL_LENGTH = 2;
  public static final int IDENTIFICATION = 4;
  public static final int FRAGMENT = 6;
  public static final int PROTOCOL = 9;
  public static final int CHECKSUM = 10;
  public static final int SOURCE = 12;
  public static final int DESTINATION = 16;
  public static final int MIN_HEADER_LENGTH = 20;

  private Ipv4() {}

  public static int version(MemorySegment memory, long at) {
    return Memory.u8(memory, at + VERSION_AND_LENGTH) >>> 4;
  }

  /** In bytes, as the header says: 0 to 60. */
  public static int headerLength(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + VERSION_AND_LENGTH) & 0xf) * 4;
  }

  /** Header and payload in bytes, as the header says. */
  public static int totalLength(MemorySegment memory, long at) {
    return Memory.u16(memory, at + TOTAL_LENGTH);
  }

  /** In bytes from the start of the whole datagram's payload. */
  public static int fragmentOffset(MemorySegment memory, long at) {
    return (Memory.u16(memory, at + FRAGMENT) & 0x1fff) * 8;
  }

  public static boolean moreFragments(MemorySegment memory, long at) {
    return (Memory.u16(memory, at + FRAGMENT) & 0x2000) != 0;
  }

  public static int protocol(MemorySegment memory, long at) {
    return Memory.u8(memory, at + PROTOCOL);
  }

  public static int checksum(MemorySegment memory, long at) {
    return Memory.u16(memory, at + CHECKSUM);
  }

  public static int source(MemorySegment memory, long at) {
    return Memory.i32(memory, at + SOURCE);
  }

  public static int destination(MemorySegment memory, long at) {
    return Memory.i32(memory, at + DESTINATION);
  }

  /** Whether the header's checksum is right; the header's whole length must be readable. */
  public static boolean checksumHolds(MemorySegment memory, long at) {
    return InternetChecksum.of(memory, at, headerLength(memory, at)) == 0;
  }

  /** Computes the header's checksum and writes it. */
  public static void putChecksum(MemorySegment memory, long at) {
    Memory.put16(memory, at + CHECKSUM, 0);
    Memory.put16(memory, at + CHECKSUM, InternetChecksum.of(memory, at, headerLength(memory, at)));
  }
}
