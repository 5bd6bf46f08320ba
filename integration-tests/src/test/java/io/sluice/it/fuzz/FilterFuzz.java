package io.sluice.it.fuzz;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An expression up to the first byte that is 0, and packets that it is asked of, as they are for
 * {@link DecoderFuzz}. Whatever it is, it is refused at a place inside itself, or answers.
 */
public final class FilterFuzz {
  static final List<String> EXPRESSIONS =
      List.of(
          "tcp port 80 and not host 10.0.0.7",
          "udp portrange 50-60 or port domain or (tcp dst port (443 or 80))",
          "net 10.0.0.0/8 or src net 192.168 mask 255.255.0.0 or ip6 net 2001:db8::/32",
          "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and ip[2:2] > 60",
          "((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0",
          "vlan 5 and (vlan or mpls 3 and mpls) or pppoes 7 and ip6",
          "geneve 901 and tcp or vxlan 77 and udp and inner host 10.0.0.1",
          "vni 5 or vni 901 or inner (tcp or src port 53 and not net 10.0.0.0/9)",
          "ether host 02:00:00:00:00:01 or ether proto 0x86dd or ether multicast",
          "ip6 protochain 17 or ip protochain \\\\tcp or icmp6[icmp6type] = icmp6-echo",
          "less 100 or greater 1000 and len % 7 ^ 3 = 1 or -len < 3 or byte 3 & 7",
          "arp or rarp or isis or l1 or ipx or atalk or netbeui or llc u or stp or decnet src 1.2",
          "ip[len] << ip[1] / ether[0:4] * 0x10 = 077 or icmp[icmptype] != icmp-echo");

  private FilterFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != 0) {
      end++;
    }
    String expression = new String(input, 0, end, StandardCharsets.UTF_8);
    List<MemorySegment> packets = Inputs.packets(input, Math.min(input.length, end + 2));
    ask(expression, LinkType.ETHERNET, packets);
    ask(expression, LinkType.RAW, packets);
  }

  private static void ask(String expression, int linkType, List<MemorySegment> packets) {
    PacketFilter filter;
    try {
      filter = PacketFilter.compile(expression, linkType);
    } catch (FilterException e) {
      if (e.offset() < 0 || e.offset() > expression.length() || e.length() < 1) {
        throw new AssertionError("outside of the expression", e);
      }
      e.caret();
      return;
    }
    if (filter.expression().toString().isEmpty()) {
      throw new AssertionError("nothing is asked");
    }
    for (MemorySegment packet : packets) {
      int captured = (int) packet.byteSize();
      boolean matches = filter.matches(packet, 0, captured, captured + 3, 901);
      if (matches != filter.another().matches(packet, 0, captured, captured + 3, 901)) {
        throw new AssertionError("another answer to the same question");
      }
    }
  }
}
