package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * UDP header (<a href="https://www.rfc-editor.org/rfc/rfc768">RFC 768</a>); its ports are read by
 * {@link Ports}.
 *
 * <pre>
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          Source Port          |       Destination Port        |
 *  |            Length             |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Udp {
  public static final int LENGTH = 4;
  public static final int CHECKSUM = 6;
  public static final int HEADER_LENGTH = 8;

  private Udp() {}

  /** Header and payload in bytes, as the header says. */
  public static int length(MemorySegment memory, long at) {
    return Memory.u16(memory, at + LENGTH);
  }
}
