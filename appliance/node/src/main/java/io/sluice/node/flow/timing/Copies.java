package io.sluice.node.flow.timing;

import io.sluice.packet.Decoder;
import io.sluice.packet.Tcp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Tells a packet that was captured twice (e.g. by a SPAN of both ports it went through) from one
 * that was sent twice.
 *
 * <p>A copy follows the packet of its direction, within a millisecond to either side, and has the
 * same IP identification, sequence and acknowledgment number, length, flags, window and TCP
 * checksum: only a router's work on it, the TTL, may differ. Where there is no identification
 * (IPv6, or 0 in IPv4) only segments with SYN, FIN or payload can be copies, since acknowledgments
 * are rightly sent twice. Of each direction the last segment is remembered, as 16 bits of a hash:
 * other segments are taken for copies less than once in 500,000, and only at the distance of a
 * copy.
 */
final class Copies {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int IPV4_IDENTIFICATION = 4;

  /** From ticks of 8 ns to ones of 65.5 us, of which 256 are told apart. */
  private static final int COARSE = 13;

  private static final int NEAR = 15;

  private Copies() {}

  /** Whether the segment is one; remembers it. */
  static boolean isCopy(Section section, Segment segment, Decoder packet) {
    int identification = identification(packet);
    boolean telling = identification != 0 || segment.length > 0 || segment.has(Tcp.SYN | Tcp.FIN);
    int last = Layout.LAST_IDENTITY + 3 * segment.direction;
    int identity = identity(segment, identification);
    int coarse = (int) (segment.tick >>> COARSE) & 0xff;
    int apart = Math.abs((byte) (coarse - section.u8(last + 2)));
    boolean same = section.u16(last) == identity;
    section.u16(last, identity);
    section.u8(last + 2, coarse);
    return same && telling && apart <= NEAR;
  }

  private static int identification(Decoder packet) {
    MemorySegment memory = packet.memory();
    return packet.ipVersion() == 4
        ? memory.get(SHORT, packet.network() + IPV4_IDENTIFICATION) & 0xffff
        : 0;
  }

  /** Never 0, which is what a new row holds. */
  private static int identity(Segment segment, int identification) {
    long hash = segment.sequence * 0x9e37_79b9_7f4a_7c15L + segment.acknowledgment;
    hash = (hash ^ (hash >>> 32)) * 0xbf58_476d_1ce4_e5b9L + identification;
    hash = (hash ^ (hash >>> 29)) * 0x94d0_49bb_1331_11ebL + segment.length;
    hash ^= ((long) segment.flags << 48) + ((long) segment.window << 24) + segment.checksum();
    hash = (hash ^ (hash >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
    return (int) Math.max(1, hash >>> 48);
  }
}
