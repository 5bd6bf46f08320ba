package io.sluice.node.capture;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One expression for all that tunnels carry: Ethernet, raw IP, and what cannot be looked into. One
 * thread's own.
 */
final class CaptureFilter {
  private final PacketFilter ethernet;
  private final @Nullable PacketFilter raw;
  private final boolean all;

  private CaptureFilter(PacketFilter ethernet, @Nullable PacketFilter raw, boolean all) {
    this.ethernet = ethernet;
    this.raw = raw;
    this.all = all;
  }

  /**
   * @throws FilterException where it is no filter; one that asks for what raw IP has not, as {@code
   *     vlan} does, wants no raw packet
   */
  static CaptureFilter compile(String expression) throws FilterException {
    PacketFilter ethernet = PacketFilter.compile(expression, LinkType.ETHERNET);
    return new CaptureFilter(ethernet, raw(expression), expression.isBlank());
  }

  private static @Nullable PacketFilter raw(String expression) {
    try {
      return PacketFilter.compile(expression, LinkType.RAW);
    } catch (FilterException e) {
      return null;
    }
  }

  /** The same for another thread. */
  CaptureFilter another() {
    return new CaptureFilter(ethernet.another(), raw == null ? null : raw.another(), all);
  }

  /** Whether a packet that is here as a whole is wanted. */
  boolean matches(MemorySegment memory, long at, int length, int linkType, int vni) {
    if (all) {
      return true;
    }
    PacketFilter filter = linkType == LinkType.ETHERNET ? ethernet : ipOrNone(linkType);
    return filter != null && filter.matches(memory, at, length, length, vni);
  }

  private @Nullable PacketFilter ipOrNone(int linkType) {
    return linkType == LinkType.RAW ? raw : null;
  }
}
