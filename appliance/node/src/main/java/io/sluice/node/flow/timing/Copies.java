package io.sluice.node.flow.timing;

import io.sluice.packet.Decoder;
import io.sluice.packet.Memory;
import io.sluice.packet.Tcp;

/**
 * Tells a packet that was captured twice (e.g. by a SPAN of both ports it went through) from one
 * that was sent twice.
 *
 * <p>A copy follows the packet of its direction, within a millisecond to either side, and has the
 * same IP identification, sequence and acknowledgment number, length, flags, window and TCP
 * checksum: only a router's work on it, the TTL, may differ. Where there is no identification
 * (IPv6, or 0 in IPv4) only segments with SYN, FIN or payload can be copies, since acknowledgments
 * are rightly sent twice. Only the last segment of each direction is remembered: where copies come
 * late, after other segments, they are what tshark finds them to be. Of its identity 20 bits of a
 * hash are kept, so that about one segment in a million is taken for a copy and is none.
 */
final class Copies {
  private static final int IPV4_IDENTIFICATION = 4;

  /** From ticks of 8 ns to ones of 262 us, of which 16 are told apart. */
  private static final int COARSE = 15;

  /** Of these ticks, each way: a millisecond. */
  private static final int NEAR = 3;

  private Copies() {}

  /** Whether the segment is one; remembers it. */
  static boolean isCopy(Section section, Segment segment, Decoder packet) {
    int identification = identification(packet);
    boolean telling = identification != 0 || segment.length > 0 || segment.has(Tcp.SYN | Tcp.FIN);
    int now = (int) (segment.tick >>> COARSE) & 15;
    int identity = identity(segment, identification);
    int last = section.identity(segment.direction);
    section.identity(segment.direction, identity << 4 | now);
    int apart = Math.abs((now - last) << 28 >> 28);
    return last >>> 4 == identity && telling && apart <= NEAR;
  }

  private static int identification(Decoder packet) {
    return packet.ipVersion() == 4
        ? Memory.u16(packet.memory(), packet.network() + IPV4_IDENTIFICATION)
        : 0;
  }

  /** 20 bits, never 0, which is what a new row holds. */
  private static int identity(Segment segment, int identification) {
    long hash = segment.sequence * 0x9e37_79b9_7f4a_7c15L + segment.acknowledgment;
    hash = (hash ^ (hash >>> 32)) * 0xbf58_476d_1ce4_e5b9L + identification;
    hash = (hash ^ (hash >>> 29)) * 0x94d0_49bb_1331_11ebL + segment.length;
    hash ^= ((long) segment.flags << 48) + ((long) segment.window << 24) + segment.checksum();
    hash = (hash ^ (hash >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
    return (int) Math.max(1, hash >>> 44);
  }
}
