package io.sluice.node.tunnel;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Geneve;
import io.sluice.packet.Ipv4;
import io.sluice.packet.Ipv6;
import io.sluice.packet.Ports;
import io.sluice.packet.Udp;
import io.sluice.packet.Vxlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Which of several workers gets a datagram: the same one for both directions of an inner flow.
 *
 * <p>TCP goes by both addresses and both ports. All else, fragments included, goes by the addresses
 * alone: so a datagram's fragments meet each other, and the unfragmented datagrams of their flow,
 * and so do the tunnels inside tunnels whose source port differs by direction (VXLAN, GENEVE). The
 * price is that one pair of hosts has one worker for all of its UDP. Fragments of TCP, which hosts
 * avoid by the segment size they agree on, may miss the rest of their flow: whoever puts fragments
 * together puts these together on the worker of their addresses.
 *
 * <p>What is no IP, is damaged or cut off before what decides goes to the first worker. The same
 * rule is a program for the kernel: {@link SteeringProgram}.
 *
 * @param inside where the inner packet is
 * @param workers how many there are
 */
public record Steering(Inside inside, int workers) {
  static final int MAX_TAGS = 4;
  static final int MAX_EXTENSIONS = 4;

  /** Odd numbers without pattern, from the finaliser of MurmurHash3 and the golden ratio. */
  static final int MIX_ADDRESSES = 0x9e37_79b1;

  static final int MIX_PORTS = 0x85eb_ca6b;
  static final int MIX = 0xc2b2_ae35;

  private static final int DON_T_FRAGMENT = 0x4000;

  /** An IPv4 header's more-fragments bit and fragment offset. */
  static final int FRAGMENT_BITS = ~(DON_T_FRAGMENT | 0x8000) & 0xffff;

  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int FIRST = 0;

  /** Where a datagram's inner packet is found. */
  public enum Inside {
    VXLAN,
    GENEVE,
    /** A mirror session's packets through a gateway load balancer. */
    VXLAN_IN_GENEVE
  }

  /**
   * The index of the worker that gets a datagram.
   *
   * @param at the UDP payload's first byte
   * @param length of the UDP payload, in bytes
   */
  public int worker(MemorySegment memory, long at, int length) {
    long end = at + length;
    return switch (inside) {
      case VXLAN -> ethernet(memory, at + Vxlan.HEADER_LENGTH, end);
      case GENEVE, VXLAN_IN_GENEVE -> geneve(memory, at, end);
    };
  }

  /**
   * This rule as a classic BPF program over a UDP payload, an array of {@code struct sock_filter}.
   */
  public byte[] program() {
    return SteeringProgram.of(this);
  }

  private int geneve(MemorySegment memory, long at, long end) {
    if (end - at < Geneve.PROTOCOL_TYPE + Short.BYTES) {
      return FIRST;
    }
    long inner = at + Geneve.headerLength(memory, at);
    int type = Geneve.protocolType(memory, at);
    if (inside == Inside.VXLAN_IN_GENEVE) {
      return mirrored(memory, inner, end, type);
    }
    return type == Geneve.TYPE_ETHERNET
        ? ethernet(memory, inner, end)
        : packet(memory, inner, end, type);
  }

  /** A mirror session sends VXLAN over UDP, over IPv4 or over IPv6 without extension headers. */
  private int mirrored(MemorySegment memory, long at, long end, int type) {
    long udp =
        switch (type) {
          case Ethernet.TYPE_IPV4 ->
              end - at < Ipv4.PROTOCOL + 1 || Ipv4.protocol(memory, at) != Ports.UDP
                  ? end
                  : at + Ipv4.headerLength(memory, at);
          case Ethernet.TYPE_IPV6 ->
              end - at < Ipv6.NEXT_HEADER + 1 || Ipv6.nextHeader(memory, at) != Ports.UDP
                  ? end
                  : at + Ipv6.HEADER_LENGTH;
          default -> end;
        };
    return ethernet(memory, udp + Udp.HEADER_LENGTH + Vxlan.HEADER_LENGTH, end);
  }

  private int ethernet(MemorySegment memory, long at, long end) {
    long header = at;
    for (int tags = 0; tags <= MAX_TAGS; tags++) {
      if (end - header < Ethernet.HEADER_LENGTH) {
        return FIRST;
      }
      int type = Ethernet.type(memory, header);
      if (!Ethernet.isTag(type)) {
        return packet(memory, header + Ethernet.HEADER_LENGTH, end, type);
      }
      header += Ethernet.TAG_LENGTH;
    }
    return FIRST;
  }

  private int packet(MemorySegment memory, long at, long end, int type) {
    return switch (type) {
      case Ethernet.TYPE_IPV4 -> ipv4(memory, at, end);
      case Ethernet.TYPE_IPV6 -> ipv6(memory, at, end);
      default -> FIRST;
    };
  }

  private int ipv4(MemorySegment memory, long at, long end) {
    if (end - at < Ipv4.MIN_HEADER_LENGTH || Ipv4.version(memory, at) != 4) {
      return FIRST;
    }
    int addresses = memory.get(WORD, at + Ipv4.SOURCE) + memory.get(WORD, at + Ipv4.DESTINATION);
    boolean fragment = Ipv4.moreFragments(memory, at) || Ipv4.fragmentOffset(memory, at) != 0;
    if (fragment || Ipv4.protocol(memory, at) != Ports.TCP) {
      return mix(addresses, 0);
    }
    return tcp(memory, at + Ipv4.headerLength(memory, at), end, addresses);
  }

  private int ipv6(MemorySegment memory, long at, long end) {
    if (end - at < Ipv6.HEADER_LENGTH || Ipv6.version(memory, at) != 6) {
      return FIRST;
    }
    int addresses = 0;
    for (int word = Ipv6.SOURCE; word < Ipv6.HEADER_LENGTH; word += Integer.BYTES) {
      addresses += memory.get(WORD, at + word);
    }
    int next = Ipv6.nextHeader(memory, at);
    long header = at + Ipv6.HEADER_LENGTH;
    for (int i = 0; i < MAX_EXTENSIONS && Ipv6.isExtension(next); i++) {
      if (end - header < Integer.BYTES) {
        return FIRST;
      }
      if (next == Ipv6.FRAGMENT && Ipv6.isFragment(memory, header)) {
        return mix(addresses, 0);
      }
      int length = Ipv6.extensionLength(next, memory, header);
      next = Ipv6.extensionNext(memory, header);
      header += length;
    }
    return next == Ports.TCP ? tcp(memory, header, end, addresses) : mix(addresses, 0);
  }

  private int tcp(MemorySegment memory, long at, long end, int addresses) {
    return end - at < Ports.LENGTH
        ? FIRST
        : mix(addresses, Ports.source(memory, at) + Ports.destination(memory, at));
  }

  private int mix(int addresses, int ports) {
    int mixed = addresses * MIX_ADDRESSES ^ ports * MIX_PORTS;
    mixed = (mixed ^ mixed >>> 16) * MIX;
    return Integer.remainderUnsigned(mixed ^ mixed >>> 15, workers);
  }
}
