package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * SCTP common header and chunks (<a href="https://www.rfc-editor.org/rfc/rfc9260#section-3">RFC
 * 9260 section 3</a>). Its ports are read by {@link Ports}.
 *
 * <pre>
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     Source Port Number        |     Destination Port Number   |
 *  |                      Verification Tag                         |
 *  |                           Checksum                            |
 *  |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Sctp {
  public static final int VERIFICATION_TAG = 4;
  public static final int HEADER_LENGTH = 12;
  public static final int CHUNK_HEADER_LENGTH = 4;

  private Sctp() {}

  public static int verificationTag(MemorySegment memory, long at) {
    return Memory.i32(memory, at + VERIFICATION_TAG);
  }

  public static int chunkType(MemorySegment memory, long chunk) {
    return Memory.u8(memory, chunk);
  }

  public static int chunkFlags(MemorySegment memory, long chunk) {
    return Memory.u8(memory, chunk + 1);
  }

  /** Header and value in bytes, padding to whole words not included; below 4 it is malformed. */
  public static int chunkLength(MemorySegment memory, long chunk) {
    return Memory.u16(memory, chunk + 2);
  }
}
