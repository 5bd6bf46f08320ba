package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * DNS over TCP (RFC 7766): messages behind their lengths. Only what starts in a segment is read;
 * what goes on from the one before is recognised by its making no sense as a start.
 */
final class DnsStream {
  private static final int LENGTH = 2;

  private final Dns dns;

  DnsStream(Dns dns) {
    this.dns = dns;
  }

  /** Whether a segment is one plain message from start to end. */
  boolean isPlain(MemorySegment memory, long at, long end) {
    return end - at > LENGTH
        && Memory.u16(memory, at) == end - at - LENGTH
        && dns.isPlain(memory, at + LENGTH, end);
  }

  /**
   * Counts the messages that start in a segment.
   *
   * @return false when there is none
   */
  boolean segment(
      Row row, int direction, MemorySegment memory, long at, long end, boolean whole, long nanos) {
    int alone = Row.LENGTH_ALONE << direction;
    if (row.has(alone)) {
      row.unset(alone);
      return Dns.isStart(memory, at, end)
          && dns.message(row, direction, memory, at, end, false, nanos);
    }
    if (end - at == LENGTH && whole) {
      row.set(alone);
      return true;
    }
    boolean found = false;
    for (long start = at; end - start > LENGTH; ) {
      int length = Memory.u16(memory, start);
      long message = start + LENGTH;
      long stop = Math.min(end, message + length);
      boolean all = stop == message + length;
      if (!Dns.isStart(memory, message, stop)
          || !dns.message(row, direction, memory, message, stop, all, nanos)) {
        break;
      }
      found = true;
      start = message + length;
    }
    return found;
  }
}
