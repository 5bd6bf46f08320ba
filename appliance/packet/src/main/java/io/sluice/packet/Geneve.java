package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * GENEVE header (<a href="https://www.rfc-editor.org/rfc/rfc8926#section-3.4">RFC 8926 section
 * 3.4</a>).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
 *  |        Virtual Network Identifier (VNI)       |    Reserved   |
 *  |                    Variable-Length Options                    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Reserved bits are ignored when read. The protocol type says what follows: {@link
 * Ethernet#TYPE_IPV4} or {@link Ethernet#TYPE_IPV6} without Ethernet from an AWS gateway load
 * balancer, {@link #TYPE_ETHERNET} elsewhere. The options are read by {@link GeneveOption}:
 *
 * <pre>{@code
 * long end = at + Geneve.headerLength(memory, at);
 * for (long o = at + Geneve.OPTIONS; o < end; o += GeneveOption.length(memory, o)) ...
 * }</pre>
 */
public final class Geneve {
  public static final int VERSION_AND_LENGTH = 0;
  public static final int FLAGS = 1;
  public static final int PROTOCOL_TYPE = 2;
  public static final int VNI = 4;
  public static final int OPTIONS = 8;

  /** A header without options. */
  public static final int MIN_HEADER_LENGTH = 8;

  /** A header with the most options that fit: 63 words of four bytes. */
  public static final int MAX_HEADER_LENGTH = 8 + 63 * 4;

  /** Transparent Ethernet bridging: an Ethernet frame follows. */
  public static final int TYPE_ETHERNET = 0x6558;

  private static final int FLAG_CONTROL = 0x80;
  private static final int FLAG_CRITICAL = 0x40;

  private Geneve() {}

  /**
   * Whether {@code length} bytes hold a header whose lengths agree with each other, options
   * included; only then may the other methods and {@link GeneveOption} be used.
   *
   * @return UNKNOWN for another version than 0, which must be dropped (section 3.4); MALFORMED for
   *     an option that is longer than what is left of the options
   */
  public static Verdict check(MemorySegment memory, long at, long length) {
    if (length < MIN_HEADER_LENGTH) {
      return Verdict.TRUNCATED;
    }
    if (version(memory, at) != 0) {
      return Verdict.UNKNOWN;
    }
    int header = headerLength(memory, at);
    if (length < header) {
      return Verdict.TRUNCATED;
    }
    long end = at + header;
    long option = at + OPTIONS;
    // Options are whole words, so what is left holds an option's header or is nothing
    while (option < end) {
      option += GeneveOption.length(memory, option);
    }
    return option == end ? Verdict.OK : Verdict.MALFORMED;
  }

  public static int version(MemorySegment memory, long at) {
    return Memory.u8(memory, at + VERSION_AND_LENGTH) >>> 6;
  }

  /** Of all options in bytes: 0 to 252. */
  public static int optionsLength(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + VERSION_AND_LENGTH) & 0x3f) * 4;
  }

  /** In bytes, options included: 8 to 260. */
  public static int headerLength(MemorySegment memory, long at) {
    return MIN_HEADER_LENGTH + optionsLength(memory, at);
  }

  /** The O bit: a control packet for the tunnel's end, whose payload must not be forwarded. */
  public static boolean isControl(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + FLAGS) & FLAG_CONTROL) != 0;
  }

  /** The C bit: at least one option is critical, so options may not be skipped unread. */
  public static boolean hasCriticalOption(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + FLAGS) & FLAG_CRITICAL) != 0;
  }

  /** What follows the header, as an EtherType. */
  public static int protocolType(MemorySegment memory, long at) {
    return Memory.u16(memory, at + PROTOCOL_TYPE);
  }

  public static int vni(MemorySegment memory, long at) {
    return Memory.i32(memory, at + VNI) >>> 8;
  }
}
