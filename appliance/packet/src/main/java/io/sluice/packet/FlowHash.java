package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * A hash of a frame's flow that is equal in both directions, to steer, to balance and to choose an
 * outer source port (RFC 7348 section 5: "calculated using a hash of fields from the inner
 * packet").
 *
 * <p>Over addresses, protocol and ports where there are ports; over addresses and protocol in
 * fragments (all of a datagram's fragments agree) and where ports are cut off; over the MAC
 * addresses where there is no IP. Not keyed: do not use it where an attacker gains from collisions.
 */
public final class FlowHash {
  private FlowHash() {}

  /** The hash of the frame that {@code layers} parsed last; 0 when not even Ethernet was there. */
  public static int of(MemorySegment memory, Layers layers) {
    if (layers.network() == Layers.NONE) {
      return layers.frame() == Layers.NONE ? 0 : ethernet(memory, layers.frame());
    }
    int sourcePort = 0;
    int destinationPort = 0;
    if (layers.transport() != Layers.NONE && Ports.has(layers.protocol())) {
      sourcePort = Ports.source(memory, layers.transport());
      destinationPort = Ports.destination(memory, layers.transport());
    }
    long at = layers.network();
    if (layers.etherType() == Ethernet.TYPE_IPV4) {
      return both(
          mix(Ipv4.source(memory, at), sourcePort),
          mix(Ipv4.destination(memory, at), destinationPort),
          layers.protocol());
    }
    return both(
        mix(mix(Ipv6.sourceHigh(memory, at), Ipv6.sourceLow(memory, at)), sourcePort),
        mix(
            mix(Ipv6.destinationHigh(memory, at), Ipv6.destinationLow(memory, at)),
            destinationPort),
        layers.protocol());
  }

  /**
   * The hash of the IP packet that {@code packet} decoded last, the innermost one; 0 when there was
   * none.
   *
   * @param ports whether to look at the ports; not in fragments, even if they were put together
   */
  public static int of(Decoder packet, boolean ports) {
    return packet.ipVersion() == 0
        ? 0
        : both(
            end(packet.sourceHigh(), packet.sourceLow(), ports ? packet.sourcePort() : 0),
            end(
                packet.destinationHigh(),
                packet.destinationLow(),
                ports ? packet.destinationPort() : 0),
            packet.protocol());
  }

  private static long end(long high, long low, int port) {
    return mix(high == 0 ? low : mix(high, low), port);
  }

  /** The hash of an Ethernet header's addresses, for frames without IP. */
  public static int ethernet(MemorySegment memory, long at) {
    return both(mix(Ethernet.source(memory, at), 0), mix(Ethernet.destination(memory, at), 0), 0);
  }

  /** The ends are ordered, not xored, so that two flows between equal ends do not cancel out. */
  private static int both(long one, long other, int protocol) {
    long mixed = mix(mix(Math.min(one, other), Math.max(one, other)), protocol);
    return (int) (mixed ^ (mixed >>> 32));
  }

  /** The finaliser of SplitMix64 over a running value. */
  private static long mix(long state, long value) {
    long z = state * 0x9e37_79b9_7f4a_7c15L + value + 0x632b_e59b_d9b4_e019L;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
