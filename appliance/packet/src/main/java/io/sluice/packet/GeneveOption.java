package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * One option of a {@link Geneve} header that {@link Geneve#check} found sound (<a
 * href="https://www.rfc-editor.org/rfc/rfc8926#section-3.5">RFC 8926 section 3.5</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Option Class         |      Type     |R|R|R| Length  |
 *  |                  Variable-Length Option Data                  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class GeneveOption {
  public static final int CLASS = 0;
  public static final int TYPE = 2;
  public static final int LENGTH = 3;
  public static final int DATA = 4;

  /** The highest bit of a type: who does not know the option must drop the packet. */
  public static final int CRITICAL = 0x80;

  /** Amazon's class (IANA, Geneve option classes). */
  public static final int CLASS_AWS = 0x0108;

  /** Of the gateway load balancer endpoint, 8 bytes. */
  public static final int AWS_ENDPOINT = 1;

  /** Of the attachment that the customer sees, 8 bytes. */
  public static final int AWS_ATTACHMENT = 2;

  /** The flow's cookie, 4 bytes; what goes back to the load balancer must carry the same one. */
  public static final int AWS_FLOW_COOKIE = 3;

  private GeneveOption() {}

  /** The namespace of {@link #type}. */
  public static int optionClass(MemorySegment memory, long at) {
    return Memory.u16(memory, at + CLASS);
  }

  /** All eight bits, {@link #CRITICAL} included. */
  public static int type(MemorySegment memory, long at) {
    return Memory.u8(memory, at + TYPE);
  }

  public static boolean isCritical(MemorySegment memory, long at) {
    return (type(memory, at) & CRITICAL) != 0;
  }

  /** Of the data in bytes: 0 to 124. */
  public static int dataLength(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + LENGTH) & 0x1f) * 4;
  }

  /** In bytes, its own header included: 4 to 128. */
  public static int length(MemorySegment memory, long at) {
    return DATA + dataLength(memory, at);
  }

  /**
   * Where an option's data starts, or {@link Layers#NONE} if the header at {@code header} has no
   * option of this class and type with exactly this length.
   *
   * @param dataLength in bytes
   */
  public static long find(
      MemorySegment memory, long header, int optionClass, int type, int dataLength) {
    long end = header + Geneve.headerLength(memory, header);
    for (long at = header + Geneve.OPTIONS; at < end; at += length(memory, at)) {
      if (optionClass(memory, at) == optionClass
          && type(memory, at) == type
          && dataLength(memory, at) == dataLength) {
        return at + DATA;
      }
    }
    return Layers.NONE;
  }

  /** Where the flow's cookie stands (4 bytes), or {@link Layers#NONE}. */
  public static long awsFlowCookie(MemorySegment memory, long header) {
    return find(memory, header, CLASS_AWS, AWS_FLOW_COOKIE, 4);
  }
}
