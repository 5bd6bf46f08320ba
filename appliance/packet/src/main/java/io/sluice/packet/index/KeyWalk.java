package io.sluice.packet.index;

import io.sluice.packet.Decoder;
import io.sluice.packet.Layers;
import io.sluice.packet.LinkType;
import io.sluice.packet.Memory;
import io.sluice.packet.TunnelPorts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds the keys of a packet: all that a filter could find in it, and rather more. Where a type
 * field announces a header its fields are believed unread, as libpcap does, and what {@link
 * Decoder} takes for the innermost packet is added wherever that may be deeper than this walk goes.
 */
final class KeyWalk {
  private static final int IPV4_TYPE = 0x0800;
  private static final int ARP_TYPE = 0x0806;
  private static final int REVERSE_ARP_TYPE = 0x8035;
  private static final int VLAN_TYPE = 0x8100;
  private static final int SERVICE_VLAN_TYPE = 0x88a8;
  private static final int OLD_VLAN_TYPE = 0x9100;
  private static final int IPV6_TYPE = 0x86dd;
  private static final int MPLS_TYPE = 0x8847;
  private static final int MPLS_UPSTREAM_TYPE = 0x8848;
  private static final int PPPOE_TYPE = 0x8864;
  private static final int ETHERNET_TYPE = 0x6558;

  /** A type up to here is a length. */
  static final int LONGEST_802_3 = 1500;

  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;
  private static final int PPP_MPLS = 0x0281;

  private static final int ICMP = 1;
  private static final int IGMP = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DCCP = 33;
  private static final int FRAGMENT = 44;
  private static final int ICMP_6 = 58;
  private static final int SCTP = 132;
  private static final int UDP_LITE = 136;

  private static final int VXLAN_PORT = 4789;
  private static final int VXLAN_GPE_PORT = 4790;
  private static final int GENEVE_PORT = 6081;

  /** Headers that are gone through before a packet is called deep. */
  private static final int MOST_STEPS = 40;

  private static final int DONE = -1;

  /** Not an EtherType: an Ethernet header, and an IP header of a version that it tells itself. */
  private static final int ETHERNET = 1 << 16;

  private static final int IP = ETHERNET + 1;
  private static final int MPLS = ETHERNET + 2;
  private static final int PPP = ETHERNET + 3;

  private final TunnelPorts tunnels = TunnelPorts.REGISTERED;
  private final Decoder decoder = new Decoder(tunnels);
  final KeyWords keys = new KeyWords();

  private MemorySegment memory = MemorySegment.NULL;
  private long at;
  private long end;

  /** Whether the decoder could find another packet inside the last header. */
  private boolean deeper;

  void walk(MemorySegment packet, long from, int captured, int wire, int linkType, int vni) {
    keys.clear();
    memory = packet;
    at = from;
    end = from + captured;
    deeper = false;
    if (vni >= 0) {
      keys.single(Kind.VNI, vni);
    }
    int next =
        switch (linkType) {
          case LinkType.ETHERNET -> ETHERNET;
          case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD -> IP;
          case LinkType.IPV4 -> IPV4_TYPE;
          case LinkType.IPV6 -> IPV6_TYPE;
          default -> unknown();
        };
    int steps = 0;
    while (next != DONE && steps++ < MOST_STEPS) {
      next = step(next);
    }
    if (deeper) {
      innermost(packet, from, captured, wire, linkType);
    }
    if (next != DONE || keys.full()) {
      keys.deep();
    }
  }

  private int unknown() {
    deeper = true;
    return DONE;
  }

  private int step(int type) {
    return switch (type) {
      case ETHERNET -> ethernet();
      case IPV4_TYPE -> ipv4();
      case IPV6_TYPE -> ipv6();
      case IP -> ip();
      case MPLS -> mpls();
      case PPP -> ppp();
      default -> rare(type);
    };
  }

  private int rare(int type) {
    if (type <= LONGEST_802_3) {
      return unknown();
    }
    keys.single(Kind.ETHER_TYPE, type);
    switch (type) {
      case VLAN_TYPE, SERVICE_VLAN_TYPE, OLD_VLAN_TYPE -> {
        if (end - at >= 2) {
          keys.single(Kind.VLAN, u16(at) & 0xfff);
        }
        return typed(2);
      }
      case ARP_TYPE, REVERSE_ARP_TYPE -> {
        address(at + 14);
        address(at + 24);
        return DONE;
      }
      case MPLS_TYPE, MPLS_UPSTREAM_TYPE -> {
        deeper = true;
        return MPLS;
      }
      case PPPOE_TYPE -> {
        deeper = true;
        at += 6;
        return PPP;
      }
      case ETHERNET_TYPE -> {
        deeper = true;
        return ETHERNET;
      }
      default -> {
        return unknown();
      }
    }
  }

  private int ethernet() {
    return typed(12);
  }

  /** The header that the type field so many bytes on announces, behind it. */
  private int typed(int offset) {
    at += offset + 2;
    return at <= end ? u16(at - 2) : unknown();
  }

  private int ip() {
    if (at >= end) {
      return unknown();
    }
    int version = memory.get(ValueLayout.JAVA_BYTE, at) >>> 4 & 0xf;
    return version == 4 ? IPV4_TYPE : version == 6 ? IPV6_TYPE : unknown();
  }

  private int mpls() {
    if (end - at < 4) {
      return unknown();
    }
    boolean bottom = (Memory.i32(memory, at) & 0x100) != 0;
    at += 4;
    return bottom ? IP : MPLS;
  }

  private int ppp() {
    if (end - at < 2) {
      return unknown();
    }
    int protocol = u16(at);
    at += 2;
    return switch (protocol) {
      case PPP_IPV4 -> IPV4_TYPE;
      case PPP_IPV6 -> IPV6_TYPE;
      case PPP_MPLS -> MPLS;
      default -> unknown();
    };
  }

  private int ipv4() {
    long header = at;
    if (end - header < 20) {
      return ipv4Cut();
    }
    int first = memory.get(ValueLayout.JAVA_BYTE, header);
    int fragment = u16(header + 6);
    int protocol = Memory.u8(memory, header + 9);
    at = header + 4L * (first & 0xf);
    boolean ported = (fragment & 0x1fff) == 0 && ported(protocol);
    int ports = ported && end - at >= 4 ? Memory.i32(memory, at) : 0;
    keys.ipv4(
        protocol,
        ported && end - at >= 4,
        Memory.i32(memory, header + 12),
        Memory.i32(memory, header + 16),
        ports);
    if (first != 0x45 || (fragment & 0x3fff) != 0) {
      deeper = true;
    }
    return transport(protocol, ported, ports);
  }

  private int ipv4Cut() {
    keys.single(Kind.ETHER_TYPE, IPV4_TYPE);
    if (end - at >= 10) {
      keys.single(Kind.PROTOCOL, Memory.u8(memory, at + 9));
    }
    address(at + 12);
    return unknown();
  }

  private int ipv6() {
    long header = at;
    if (end - header < 40) {
      return ipv6Cut();
    }
    int protocol = Memory.u8(memory, header + 6);
    at = header + 40;
    boolean ported = ported(protocol);
    int ports = ported && end - at >= 4 ? Memory.i32(memory, at) : 0;
    keys.ipv6(
        protocol,
        ported && end - at >= 4,
        Memory.i64(memory, header + 8),
        Memory.i64(memory, header + 16),
        Memory.i64(memory, header + 24),
        Memory.i64(memory, header + 32),
        ports);
    if ((memory.get(ValueLayout.JAVA_BYTE, header) & 0xf0) != 0x60) {
      deeper = true;
    }
    if (protocol == FRAGMENT && at < end) {
      keys.single(Kind.PROTOCOL, Memory.u8(memory, at));
    }
    return transport(protocol, ported, ports);
  }

  private int ipv6Cut() {
    keys.single(Kind.ETHER_TYPE, IPV6_TYPE);
    if (end - at >= 7) {
      keys.single(Kind.PROTOCOL, Memory.u8(memory, at + 6));
    }
    cutAddress(at + 8);
    cutAddress(at + 24);
    return unknown();
  }

  /** A network's first words are enough for a filter; the others are taken for 0. */
  private void cutAddress(long from) {
    if (end - from >= 4) {
      keys.address6(cutLong(from), cutLong(from + 8));
    }
  }

  private long cutLong(long from) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int next = from + i < end ? Memory.u8(memory, from + i) : 0;
      value = value << 8 | next;
    }
    return value;
  }

  private static boolean ported(int protocol) {
    return switch (protocol) {
      case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
      default -> false;
    };
  }

  private int transport(int protocol, boolean ported, int ports) {
    if (ported && end - at < 4) {
      if (end - at >= 2) {
        keys.single(Kind.PORT, u16(at));
      }
      return unknown();
    }
    switch (protocol) {
      case TCP, ICMP, IGMP, ICMP_6, SCTP -> {
        return DONE;
      }
      case UDP -> {
        return ported ? udp(ports >>> 16, ports & 0xffff) : unknown();
      }
      default -> {
        return unknown();
      }
    }
  }

  private int udp(int source, int destination) {
    if (!tunnels.carries(source, destination)
        && destination != VXLAN_PORT
        && destination != GENEVE_PORT) {
      return DONE;
    }
    deeper = true;
    int port = known(destination) ? destination : source;
    if (!known(port) || end - at < 16) {
      return DONE;
    }
    keys.single(Kind.VNI, Memory.i32(memory, at + 12) >>> 8);
    int geneve = u16(at + 10);
    int options = (memory.get(ValueLayout.JAVA_BYTE, at + 8) & 0x3f) * 4;
    at += 16;
    if (port != GENEVE_PORT) {
      return port == VXLAN_PORT ? ETHERNET : DONE;
    }
    at += options;
    return geneve;
  }

  private static boolean known(int port) {
    return port == VXLAN_PORT || port == GENEVE_PORT || port == VXLAN_GPE_PORT;
  }

  private void address(long from) {
    if (end - from >= 4) {
      keys.single(Kind.ADDRESS_4, Memory.i32(memory, from));
    }
  }

  private int u16(long from) {
    return Memory.u16(memory, from);
  }

  private void innermost(MemorySegment packet, long from, int captured, int wire, int linkType) {
    decoder.decode(packet, from, captured, wire, linkType);
    if (decoder.vlan() >= 0) {
      keys.single(Kind.VLAN, decoder.vlan());
    }
    for (int i = 0; i < decoder.tunnelCount(); i++) {
      keys.single(Kind.VNI, decoder.tunnelNetwork(i));
    }
    if (decoder.network() == Layers.NONE) {
      return;
    }
    int protocol = decoder.protocol();
    boolean ported = ported(protocol) && decoder.transport() != Layers.NONE;
    int ports = decoder.sourcePort() << 16 | decoder.destinationPort();
    if (decoder.ipVersion() == 4) {
      keys.ipv4(protocol, ported, (int) decoder.sourceLow(), (int) decoder.destinationLow(), ports);
    } else {
      keys.ipv6(
          protocol,
          ported,
          decoder.sourceHigh(),
          decoder.sourceLow(),
          decoder.destinationHigh(),
          decoder.destinationLow(),
          ports);
    }
  }
}
