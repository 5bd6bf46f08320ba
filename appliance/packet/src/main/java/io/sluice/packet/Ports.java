package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * The ports that open a TCP (RFC 9293), UDP (RFC 768), SCTP (RFC 9260), DCCP or UDP-Lite header.
 *
 * <pre>
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ports {
  public static final int SOURCE = 0;
  public static final int DESTINATION = 2;
  public static final int LENGTH = 4;

  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int DCCP = 33;
  public static final int SCTP = 132;
  public static final int UDP_LITE = 136;

  private Ports() {}

  /** Whether a protocol's header opens with two ports. */
  public static boolean has(int protocol) {
    return switch (protocol) {
      case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
      default -> false;
    };
  }

  public static int source(MemorySegment memory, long at) {
    return Memory.u16(memory, at + SOURCE);
  }

  public static int destination(MemorySegment memory, long at) {
    return Memory.u16(memory, at + DESTINATION);
  }
}
