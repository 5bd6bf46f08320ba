package io.sluice.node.broker;

import io.sluice.packet.InternetChecksum;
import io.sluice.packet.Layers;
import io.sluice.packet.Memory;
import io.sluice.packet.Ports;
import io.sluice.packet.Tcp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Overwrites a packet's payload in a copy of it. One worker's own.
 *
 * @see Mask
 */
final class Eraser {
  private static final int UDP_CHECKSUM = 6;
  private static final int IPV4_WORD = 4;
  private static final int IPV6_LENGTH = 40;

  /** What may stand between an outer IP header and what a tunnel carries is left at most. */
  private static final int TUNNEL_HEADER = 8;

  /** More than any packet has. */
  private static final MemorySegment ZEROS = Arena.global().allocate(1 << 17);

  private long from;
  private long to;
  private long checksum;
  private boolean mayBeZero;

  /**
   * Finds what is to be overwritten.
   *
   * @return whether there is anything
   */
  boolean aim(Subject subject) {
    checksum = Layers.NONE;
    if (subject.isFragment()) {
      if (subject.isFirstFragment()) {
        payload(subject);
      } else {
        from = subject.header().payload();
        to = subject.header().end();
      }
    } else if (subject.isPartial()) {
      part(subject);
    } else {
      payload(subject);
    }
    return from < to;
  }

  private void payload(Subject subject) {
    from = Kinds.Payload.start(subject);
    to = Kinds.Payload.end(subject);
    boolean tcp = Kinds.Payload.protocol(subject) == Ports.TCP;
    checksum = Kinds.Payload.transport(subject) + (tcp ? Tcp.CHECKSUM : UDP_CHECKSUM);
    mayBeZero = tcp;
  }

  /** A fragment inside a tunnel: its own headers are not looked into. */
  private void part(Subject subject) {
    if (subject.isInPlace()) {
      long header = subject.packet().network();
      int first = Memory.u8(subject.memory(), header);
      from = header + (first >>> 4 == 4 ? (first & 0xf) * IPV4_WORD : IPV6_LENGTH);
      to = subject.packet().end();
    } else {
      long outer = subject.header().outerTransport();
      from = outer == Layers.NONE ? subject.at() : outer + TUNNEL_HEADER;
      to = subject.end();
    }
  }

  /**
   * Overwrites it in the copy.
   *
   * @param shift from where something stands in the packet to where it stands in the copy
   * @param end of the copy, which may be shorter
   */
  void erase(Subject subject, MemorySegment copy, long shift, long end) {
    long start = Math.min(from + shift, end);
    MemorySegment.copy(ZEROS, 0, copy, start, Math.min(to + shift, end) - start);
    if (checksum != Layers.NONE && checksum + shift + 2 <= end) {
      long at = checksum + shift;
      int old = Memory.u16(copy, at);
      if (old != 0 || mayBeZero) {
        Memory.put16(
            copy, at, without(old, InternetChecksum.sum(subject.memory(), from, to - from)));
      }
    }
  }

  /** RFC 1624 equation 3, where what is new is zero. */
  private int without(int old, long sum) {
    int updated = InternetChecksum.finish((~old & 0xffff) + InternetChecksum.finish(sum));
    return updated == 0 && !mayBeZero ? 0xffff : updated;
  }
}
