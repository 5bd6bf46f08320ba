package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * ARP for IPv4 over Ethernet (<a href="https://www.rfc-editor.org/rfc/rfc826">RFC 826</a>).
 *
 * <pre>
 *  +---------------------+---------------------+-------+-------+
 *  | hardware (2)        | protocol (2)        | hl(1) | pl(1) |
 *  | operation (2)       | sender MAC (6), sender IP (4)       |
 *  | target MAC (6), target IP (4)                             |
 *  +-----------------------------------------------------------+
 * </pre>
 */
public final class Arp {
  public static final int REQUEST = 1;
  public static final int REPLY = 2;
  public static final int LENGTH = 28;

  private static final int ETHERNET_IPV4 = 0x0604;

  private Arp() {}

  /** Whether {@code length} bytes hold a whole message of this kind. */
  public static Verdict check(MemorySegment memory, long at, long length) {
    if (length < LENGTH) {
      return Verdict.TRUNCATED;
    }
    boolean ethernet = Memory.u16(memory, at) == 1 && Memory.u16(memory, at + 4) == ETHERNET_IPV4;
    return ethernet ? Verdict.OK : Verdict.UNKNOWN;
  }

  public static int operation(MemorySegment memory, long at) {
    return Memory.u16(memory, at + 6);
  }

  /** The sender's IPv4 address. */
  public static int sender(MemorySegment memory, long at) {
    return Memory.i32(memory, at + 14);
  }

  /** The target's IPv4 address. */
  public static int target(MemorySegment memory, long at) {
    return Memory.i32(memory, at + 24);
  }
}
