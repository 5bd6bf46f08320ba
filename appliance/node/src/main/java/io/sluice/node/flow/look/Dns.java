package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * DNS messages (RFC 1035), also multicast DNS (RFC 6762) and LLMNR (RFC 4795). Name, type and code
 * are those of a flow's first query and answer, the counts those of all.
 */
final class Dns {
  private static final int PORT = 53;
  private static final int MULTICAST_PORT = 5353;
  private static final int LLMNR_PORT = 5355;

  /** NetBIOS names (RFC 1002) come in messages that look like DNS. */
  private static final int NETBIOS_PORT = 137;

  private static final int HEADER = 12;
  private static final int SHORTEST_QUESTION = 5;
  private static final int SHORTEST_RECORD = 11;
  private static final int HIGHEST_OPCODE = 6;
  private static final int ANSWER = 0x8000;
  private static final int SERVFAIL = 2;
  private static final int NXDOMAIN = 3;

  /** A query sent again this soon with its old number is the same one, as tshark has it. */
  private static final long REPEAT_NANOS = 5_000_000_000L;

  private final Names names;
  private final Letters letters;
  private final Outstanding outstanding;
  private final Heard heard;

  Dns(Names names, Letters letters, Outstanding outstanding, Heard heard) {
    this.names = names;
    this.letters = letters;
    this.outstanding = outstanding;
    this.heard = heard;
  }

  static boolean isPort(int port) {
    return port == PORT || isGroupPort(port);
  }

  /** Whether questions to this port go to all, and answers come from anyone. */
  static boolean isGroupPort(int port) {
    return port == MULTICAST_PORT || port == LLMNR_PORT;
  }

  static boolean isOtherPort(int port) {
    return port == NETBIOS_PORT;
  }

  /**
   * Whether all of these bytes can hardly be anything but one plain query, or the answer to one, of
   * the Internet class.
   */
  boolean isPlain(MemorySegment memory, long at, long end) {
    if (!isSound(memory, at, end, true) || Memory.u16(memory, at + 4) != 1) {
      return false;
    }
    int flags = Memory.u16(memory, at + 2);
    int records = Memory.u16(memory, at + 6) + Memory.u16(memory, at + 8);
    int additional = Memory.u16(memory, at + 10);
    boolean query = (flags & ANSWER) == 0;
    // Operation 0, and a bit that must be 0
    if ((flags & 0x7840) != 0
        || (query && ((flags & 0x048f) != 0 || records != 0 || additional > 1))) {
      return false;
    }
    long question = DnsName.read(memory, at, at + HEADER, end, letters.clear());
    return question != DnsName.MALFORMED
        && letters.length() > 1
        && end - question >= 4
        && Memory.u16(memory, question + 2) == 1
        && (records + additional > 0 || end - question == 4);
  }

  /** Whether this may be the header of a message: what it counts could be in the bytes it has. */
  static boolean isSound(MemorySegment memory, long at, long end, boolean whole) {
    if (end - at < HEADER || (Memory.u16(memory, at + 2) >> 11 & 15) > HIGHEST_OPCODE) {
      return false;
    }
    int records =
        Memory.u16(memory, at + 6) + Memory.u16(memory, at + 8) + Memory.u16(memory, at + 10);
    long least = HEADER + (long) Memory.u16(memory, at + 4) * SHORTEST_QUESTION;
    return !whole || end - at >= least + (long) records * SHORTEST_RECORD;
  }

  /** Whether these bytes are a header, and not from the middle of some message. */
  static boolean isStart(MemorySegment memory, long at, long end) {
    return end - at >= HEADER
        && (Memory.u16(memory, at + 2) & 0x0040) == 0
        && (Memory.u16(memory, at + 4) == 1
            || (Memory.u16(memory, at + 4) == 0 && Memory.u16(memory, at + 6) > 0));
  }

  /**
   * Counts one message.
   *
   * @param end where its captured bytes end
   * @param whole whether those are all it has
   * @return false when it cannot be read
   */
  boolean message(
      Row row, int direction, MemorySegment memory, long at, long end, boolean whole, long nanos) {
    if (!isSound(memory, at, end, whole)) {
      return false;
    }
    boolean asked = Memory.u16(memory, at + 4) > 0;
    boolean named = asked || Memory.u16(memory, at + 6) > 0;
    long question = at + HEADER;
    if (named) {
      question = DnsName.read(memory, at, at + HEADER, end, letters.clear());
      if (question == DnsName.MALFORMED || end - question < 4) {
        return false;
      }
    }
    int flags = Memory.u16(memory, at + 2);
    if (named) {
      heard.name(letters, 0);
    }
    if (row.name() == 0 && named) {
      row.name(names.of(letters));
      row.put16(Row.DNS_TYPE, Memory.u16(memory, question));
    }
    if ((flags & ANSWER) == 0) {
      query(row, direction, Memory.u16(memory, at), nanos);
    } else {
      answer(row, direction, Memory.u16(memory, at), flags & 15, nanos);
    }
    return true;
  }

  private void query(Row row, int direction, int number, long nanos) {
    if (row.i32(Row.DNS_QUERIES) == 0) {
      row.client(direction);
    }
    row.count32(Row.DNS_QUERIES);
    if (row.has(Row.GROUP)) {
      return;
    }
    long key = Outstanding.key(row.serial(), direction, number);
    long asked = outstanding.asked(key);
    if (asked != Outstanding.UNKNOWN && nanos - asked < REPEAT_NANOS) {
      row.count32(Row.DNS_REPEATED);
    } else {
      outstanding.put(key, nanos);
    }
  }

  private void answer(Row row, int direction, int number, int code, long nanos) {
    if (row.i32(Row.DNS_ANSWERS) == 0) {
      row.put8(Row.DNS_CODE, code + 1);
    }
    row.count32(Row.DNS_ANSWERS);
    if (code != 0) {
      row.count32(Row.DNS_ERRORS);
    }
    if (code == NXDOMAIN) {
      row.count32(Row.DNS_NXDOMAIN);
    } else if (code == SERVFAIL) {
      row.count32(Row.DNS_SERVFAIL);
    }
    if (!row.has(Row.GROUP)) {
      long asked = outstanding.take(Outstanding.key(row.serial(), direction ^ 1, number));
      if (asked != Outstanding.UNKNOWN) {
        row.latency(nanos - asked);
      }
    }
  }
}
