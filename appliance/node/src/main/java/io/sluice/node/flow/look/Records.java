package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/** Headers of TLS records (RFC 8446, 5.1) and of the handshake messages in them (4). */
final class Records {
  static final int HEADER = 5;
  static final int MESSAGE_HEADER = 4;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int APPLICATION_DATA = 23;
  private static final int LONGEST = (1 << 14) + 2048;

  private Records() {}

  static boolean isHeader(MemorySegment memory, long at, long end) {
    if (end - at < HEADER) {
      return false;
    }
    int type = type(memory, at);
    int length = length(memory, at);
    return type >= CHANGE_CIPHER_SPEC
        && type <= APPLICATION_DATA
        && Memory.u8(memory, at + 1) == 3
        && Memory.u8(memory, at + 2) <= 4
        && length > 0
        && length <= LONGEST;
  }

  static int type(MemorySegment memory, long at) {
    return Memory.u8(memory, at);
  }

  /** Bytes after the header. */
  static int length(MemorySegment memory, long at) {
    return Memory.u16(memory, at + 3);
  }

  /** Whether a record starts here that starts with a hello of this kind. */
  static boolean isHello(MemorySegment memory, long at, long end, int kind) {
    long message = at + HEADER;
    return isHeader(memory, at, end)
        && type(memory, at) == HANDSHAKE
        && end - message >= MESSAGE_HEADER + 2
        && Memory.u8(memory, message) == kind
        // Longer ones are nobody's
        && Memory.u8(memory, message + 1) <= 1
        && Memory.u8(memory, message + MESSAGE_HEADER) == 3;
  }
}
