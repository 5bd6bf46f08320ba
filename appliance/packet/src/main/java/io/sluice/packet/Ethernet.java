package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * Ethernet II header with IEEE 802.1Q / 802.1ad tags.
 *
 * <pre>
 *  +------------------+------------------+------------+ - - - - - - - - - - - +
 *  | destination (6)  |   source (6)     |  type (2)  | per tag: TCI, type (4) |
 *  +------------------+------------------+------------+ - - - - - - - - - - - +
 * </pre>
 *
 * <p>A tag's type stands where the untagged type would, so that types are read tag by tag.
 */
public final class Ethernet {
  public static final int DESTINATION = 0;
  public static final int SOURCE = 6;
  public static final int TYPE = 12;
  public static final int HEADER_LENGTH = 14;
  public static final int TAG_LENGTH = 4;

  public static final int TYPE_IPV4 = 0x0800;
  public static final int TYPE_ARP = 0x0806;
  public static final int TYPE_IPV6 = 0x86dd;

  static final int TYPE_8021Q = 0x8100;
  static final int TYPE_8021AD = 0x88a8;
  static final int TYPE_OLD_QINQ = 0x9100;

  private Ethernet() {}

  /** The 48-bit destination address. */
  public static long destination(MemorySegment memory, long at) {
    return mac(memory, at + DESTINATION);
  }

  /** The 48-bit source address. */
  public static long source(MemorySegment memory, long at) {
    return mac(memory, at + SOURCE);
  }

  /** The type field of a frame, or the type after a tag when {@code at} is moved on by tags. */
  public static int type(MemorySegment memory, long at) {
    return Memory.u16(memory, at + TYPE);
  }

  /** Whether this type announces a tag of {@link #TAG_LENGTH} bytes. */
  public static boolean isTag(int type) {
    return type == TYPE_8021Q || type == TYPE_8021AD || type == TYPE_OLD_QINQ;
  }

  /** The VLAN identifier (12 bits) of the tag whose type is at {@code at + TYPE}. */
  public static int vlan(MemorySegment memory, long at) {
    return Memory.u16(memory, at + HEADER_LENGTH) & 0x0fff;
  }

  private static long mac(MemorySegment memory, long at) {
    return ((long) Memory.u16(memory, at) << 32) | Memory.u32(memory, at + 2);
  }
}
