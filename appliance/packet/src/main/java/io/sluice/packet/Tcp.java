package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * TCP header (<a href="https://www.rfc-editor.org/rfc/rfc9293#section-3.1">RFC 9293 section
 * 3.1</a>). Its ports are read by {@link Ports}, its options by {@link TcpOptions}.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  |                        Sequence Number                        |
 *  |                    Acknowledgment Number                      |
 *  | Offset| Rsrvd |     Flags     |            Window             |
 *  |           Checksum            |         Urgent Pointer        |
 *  |                           Options                             |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Sequence numbers are the 32 bits as they stand: compare them by their signed difference
 * (section 3.4).
 */
public final class Tcp {
  public static final int SEQUENCE = 4;
  public static final int ACKNOWLEDGMENT = 8;
  public static final int OFFSET_AND_FLAGS = 12;
  public static final int WINDOW = 14;
  public static final int CHECKSUM = 16;
  public static final int URGENT = 18;
  public static final int MIN_HEADER_LENGTH = 20;

  /** As many bytes as hold ports, sequence numbers, flags and window. */
  public static final int CORE_LENGTH = 16;

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;

  /** Congestion seen (RFC 3168). */
  public static final int ECE = 0x40;

  public static final int CWR = 0x80;

  /** Accurate ECN, the lowest of the reserved bits (RFC 9768), once the nonce sum. */
  public static final int AE = 0x100;

  private Tcp() {}

  public static int sequence(MemorySegment memory, long at) {
    return Memory.i32(memory, at + SEQUENCE);
  }

  public static int acknowledgment(MemorySegment memory, long at) {
    return Memory.i32(memory, at + ACKNOWLEDGMENT);
  }

  /** In bytes, options included, as the header says: 0 to 60; below 20 it contradicts itself. */
  public static int headerLength(MemorySegment memory, long at) {
    return (Memory.u8(memory, at + OFFSET_AND_FLAGS) >>> 4) * 4;
  }

  /** The flags with the four reserved bits above them: twelve bits. */
  public static int flags(MemorySegment memory, long at) {
    return Memory.u16(memory, at + OFFSET_AND_FLAGS) & 0x0fff;
  }

  /** As it stands, not scaled. */
  public static int window(MemorySegment memory, long at) {
    return Memory.u16(memory, at + WINDOW);
  }

  public static int checksum(MemorySegment memory, long at) {
    return Memory.u16(memory, at + CHECKSUM);
  }

  public static int urgent(MemorySegment memory, long at) {
    return Memory.u16(memory, at + URGENT);
  }
}
