package io.sluice.node.dedup;

import io.sluice.packet.Ethernet;
import io.sluice.packet.KeyedHash;
import io.sluice.packet.LinkType;
import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * What of a frame stays the same on its way through a network, hashed. Of an IP packet that is
 * everything but TTL or hop limit (RFC 791 section 3.1, RFC 8200 section 3), TOS or traffic class,
 * and the IPv4 header's checksum; MAC addresses, VLAN tags and padding are not part of it. Nor is
 * the checksum of TCP or UDP where all that it covers is there: it tells nothing more, and a copy
 * that was made before a network card filled it in is a copy. Of other frames only VLAN tags are
 * left aside.
 *
 * <p>One thread's own; allocates nothing.
 */
final class Invariant {

  private static final int MAC = 6;
  private static final int TAG = 4;
  private static final int IPV4 = 20;
  private static final int IPV6 = 40;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;

  // Of the little-endian words that these stand in
  private static final long TOS = 0xff00L;
  private static final long TTL_AND_CHECKSUM = 0xffff_00ffL;
  private static final long TRAFFIC_CLASS = 0xf00fL;
  private static final long HOP_LIMIT = 0xffL << 56;

  /** All of an IPv4 header's fragment field but that it may not be fragmented. */
  private static final int FRAGMENT = 0xbfff;

  private final KeyedHash hash = new KeyedHash();

  /**
   * Hashes a frame.
   *
   * @param length of what was captured, in bytes
   * @param linkType a LINKTYPE_ value
   * @return whose {@link KeyedHash#high} and {@link KeyedHash#low} are this frame's
   */
  KeyedHash of(MemorySegment memory, long at, int length, int linkType) {
    long end = at + length;
    hash.startWide();
    if (linkType == LinkType.ETHERNET) {
      ethernet(memory, at, end);
    } else if (!isIp(linkType) || !ip(memory, at, end)) {
      other(memory, at, end);
    }
    hash.endWide();
    return hash;
  }

  private static boolean isIp(int linkType) {
    return linkType == LinkType.RAW || linkType == LinkType.IPV4 || linkType == LinkType.IPV6;
  }

  private void ethernet(MemorySegment memory, long at, long end) {
    if (end - at < Ethernet.HEADER_LENGTH) {
      other(memory, at, end);
      return;
    }
    long type = at + Ethernet.HEADER_LENGTH - 2;
    while (isTag(Memory.u16(memory, type)) && end - type >= TAG + 2) {
      type += TAG;
    }
    int kind = Memory.u16(memory, type);
    boolean ip = kind == Ethernet.TYPE_IPV4 || kind == Ethernet.TYPE_IPV6;
    if (!ip || !ip(memory, type + 2, end)) {
      start(end - type);
      hash.bytes(memory, at, 2 * MAC);
      hash.bytes(memory, type, (int) (end - type));
    }
  }

  /** IEEE 802.1Q, 802.1ad, and the values in use before it. */
  private static boolean isTag(int type) {
    return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
  }

  private void other(MemorySegment memory, long from, long end) {
    start(end - from);
    hash.bytes(memory, from, (int) (end - from));
  }

  /** No IP packet begins with such a word: its version would stand in the lowest byte. */
  private void start(long length) {
    hash.word(length << 8);
  }

  private boolean ip(MemorySegment memory, long at, long end) {
    if (end <= at) {
      return false;
    }
    return switch (Memory.u8(memory, at) >>> 4) {
      case 4 -> ipv4(memory, at, end);
      case 6 -> ipv6(memory, at, end);
      default -> false;
    };
  }

  private boolean ipv4(MemorySegment memory, long at, long end) {
    int header = (Memory.u8(memory, at) & 0xf) << 2;
    if (header < IPV4 || end - at < header) {
      return false;
    }
    hash.word(KeyedHash.wordOf(memory, at) & ~TOS);
    hash.word(KeyedHash.wordOf(memory, at + 8) & ~TTL_AND_CHECKSUM);
    boolean fragment = (Memory.u16(memory, at + 6) & FRAGMENT) != 0;
    int protocol = fragment ? -1 : Memory.u8(memory, at + 9);
    int total = Memory.u16(memory, at + 2);
    hash.bytes(memory, at + 16, header - 16);
    rest(memory, at + header, total < header ? end : at + total, end, protocol);
    return true;
  }

  private boolean ipv6(MemorySegment memory, long at, long end) {
    if (end - at < IPV6) {
      return false;
    }
    hash.word(KeyedHash.wordOf(memory, at) & ~(TRAFFIC_CLASS | HOP_LIMIT));
    hash.bytes(memory, at + 8, IPV6 - 8);
    int payload = Memory.u16(memory, at + 4);
    // None is said by those longer than 65,535 bytes, which a card takes apart (or RFC 2675)
    long packetEnd = payload == 0 ? end : at + IPV6 + payload;
    rest(memory, at + IPV6, packetEnd, end, Memory.u8(memory, at + 6));
    return true;
  }

  /** What the IP header stands before, up to the packet's end: padding may be added on the way. */
  private void rest(MemorySegment memory, long from, long packetEnd, long end, int protocol) {
    long stop = Math.min(packetEnd, end);
    int length = (int) Math.max(0, stop - from);
    hash.word(length);
    int checksum = protocol == TCP ? TCP_CHECKSUM : protocol == UDP ? UDP_CHECKSUM : -1;
    boolean aside = checksum >= 0 && packetEnd <= end && length >= checksum + 2;
    if (aside) {
      hash.bytes(memory, from, checksum);
      hash.bytes(memory, from + checksum + 2, length - checksum - 2);
    } else {
      hash.bytes(memory, from, length);
    }
  }
}
