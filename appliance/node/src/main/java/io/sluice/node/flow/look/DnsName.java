package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/** Names in DNS messages (RFC 1035, 3.1 and 4.1.4). */
final class DnsName {
  static final long MALFORMED = -1;

  private static final int LONGEST = 255;
  private static final int POINTER = 0xc0;

  private DnsName() {}

  /**
   * Writes a name in lower case, a dot between labels, to {@code out}: "." for the root.
   *
   * @param message where pointers count from
   * @param end where the message's captured bytes end
   * @return where what follows the name starts, or {@link #MALFORMED}
   */
  static long read(MemorySegment memory, long message, long name, long end, Letters out) {
    long at = name;
    long after = MALFORMED;
    long lowest = name;
    int length = 0;
    while (at < end) {
      int label = Memory.u8(memory, at);
      if (label == 0) {
        if (length == 0) {
          out.trusted('.');
        }
        return after == MALFORMED ? at + 1 : after;
      }
      if ((label & POINTER) == POINTER) {
        if (end - at < 2) {
          return MALFORMED;
        }
        if (after == MALFORMED) {
          after = at + 2;
        }
        at = message + (Memory.u16(memory, at) & 0x3fff);
        // Only ever further back: no loops
        if (at >= lowest) {
          return MALFORMED;
        }
        lowest = at;
      } else {
        length += label + 1;
        if ((label & POINTER) != 0 || length > LONGEST || end - at <= label) {
          return MALFORMED;
        }
        label(memory, at + 1, label, out);
        at += 1 + label;
      }
    }
    return MALFORMED;
  }

  private static void label(MemorySegment memory, long at, int length, Letters out) {
    if (!out.isBlank()) {
      out.trusted('.');
    }
    for (int i = 0; i < length; i++) {
      int letter = Memory.u8(memory, at + i);
      if (letter == '.') {
        out.trusted('\\');
        out.trusted('.');
      } else {
        out.untrusted(Bytes.lower(letter));
      }
    }
  }
}
