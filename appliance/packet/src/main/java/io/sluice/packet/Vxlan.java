package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * VXLAN header (<a href="https://www.rfc-editor.org/rfc/rfc7348#section-5">RFC 7348 section 5</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |R|R|R|R|I|R|R|R|            Reserved                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                VXLAN Network Identifier (VNI) |   Reserved    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Reserved bits are written as zero and ignored when read, as the RFC demands. An Ethernet frame
 * without its checksum follows.
 */
public final class Vxlan {
  public static final int FLAGS = 0;
  public static final int VNI = 4;
  public static final int HEADER_LENGTH = 8;

  /** The I flag: the VNI is valid. */
  public static final int FLAG_VNI = 0x08;

  /** The largest network identifier, 24 bits. */
  public static final int MAX_VNI = 0xff_ffff;

  private Vxlan() {}

  /** Whether a header that {@code length} bytes hold can be read, and says that it has a VNI. */
  public static Verdict check(MemorySegment memory, long at, long length) {
    if (length < HEADER_LENGTH) {
      return Verdict.TRUNCATED;
    }
    return (flags(memory, at) & FLAG_VNI) == 0 ? Verdict.NO_VNI : Verdict.OK;
  }

  public static int flags(MemorySegment memory, long at) {
    return Memory.u8(memory, at + FLAGS);
  }

  public static int vni(MemorySegment memory, long at) {
    return Memory.i32(memory, at + VNI) >>> 8;
  }

  /** Writes a whole header. Bits of {@code vni} above 24 are cut off. */
  public static void put(MemorySegment memory, long at, int vni) {
    Memory.put32(memory, at + FLAGS, FLAG_VNI << 24);
    Memory.put32(memory, at + VNI, vni << 8);
  }
}
