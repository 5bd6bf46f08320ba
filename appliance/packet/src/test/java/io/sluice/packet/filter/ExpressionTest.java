package io.sluice.packet.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.Expression.Behind;
import io.sluice.packet.filter.Expression.Direction;
import io.sluice.packet.filter.Expression.EtherType;
import io.sluice.packet.filter.Expression.Family;
import io.sluice.packet.filter.Expression.Host;
import io.sluice.packet.filter.Expression.Other;
import io.sluice.packet.filter.Expression.Port;
import io.sluice.packet.filter.Expression.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an index plans by says what is asked, and never more. */
class ExpressionTest {
  private static final Protocol TCP = new Protocol(6, true, true, false);
  private static final Host SEVEN =
      new Host(Family.ANY_IPV4, 0, 0x0a00_0007L, 0, 0xffff_ffffL, Direction.EITHER, false);
  private static final Port HTTPS = new Port(443, 443, Direction.EITHER, true, true, true, false);

  private static Expression tree(String expression) throws FilterException {
    return PacketFilter.compile(expression, LinkType.ETHERNET).expression();
  }

  @Test
  void andAndOrAreOfOneRankFromLeftToRight() throws FilterException {
    assertThat(tree("tcp or host 10.0.0.7 and port 443"))
        .isEqualTo(new Expression.And(new Expression.Or(TCP, SEVEN), HTTPS));
    assertThat(tree("tcp or (host 10.0.0.7 and not port 443)"))
        .isEqualTo(new Expression.Or(TCP, new Expression.And(SEVEN, new Expression.Not(HTTPS))));
  }

  @Test
  void everyWordSaysWhatItAsks() throws FilterException {
    assertThat(tree(" ")).isEqualTo(new Expression.All());
    assertThat(tree("ip6")).isEqualTo(new EtherType(0x86dd, false));
    assertThat(tree("icmp")).isEqualTo(new Protocol(1, true, false, false));
    assertThat(tree("vlan 5")).isEqualTo(new Expression.Vlan(5));
    assertThat(tree("vni 5")).isEqualTo(new Expression.Vni(5));
    assertThat(tree("geneve")).isEqualTo(new Expression.Tunnel(true, -1));
    assertThat(tree("tcp dst portrange 90-80"))
        .isEqualTo(new Port(80, 90, Direction.DESTINATION, true, false, false, false));
    assertThat(tree("inner src port 80"))
        .isEqualTo(new Port(80, 80, Direction.SOURCE, true, true, true, true));
    assertThat(tree("ether dst 02:00:00:00:00:01"))
        .isEqualTo(new Expression.Mac(0x0200_0000_0001L, Direction.DESTINATION, false));
  }

  @Test
  void arithmeticImpliesTheProtocolsWhoseBytesAreRead() throws FilterException {
    assertThat(tree("tcp[13] & 2 != 0")).isEqualTo(new Other("tcp[13] & 2 != 0", List.of(TCP)));
    assertThat(tree("len = ip[2:2]"))
        .isEqualTo(new Other("len = ip[2:2]", List.of(new EtherType(0x800, false))));
    // The right side of a sum is read whether its protocol is there or not
    assertThat(tree("ip[0] + tcp[0] = 5"))
        .isEqualTo(new Other("ip[0] + tcp[0] = 5", List.of(new EtherType(0x800, false))));
  }

  @Test
  void extensionHeadersAreNotWhatADecoderCallsTheProtocol() throws FilterException {
    assertThat(tree("ip6 proto 0")).isEqualTo(new Other("ip6 proto 0", List.of()));
    assertThat(tree("ip proto 0")).isEqualTo(new Protocol(0, true, false, false));
  }

  @Test
  void whatIsShiftedIsAHeaderOnlyWhereTheWordMustBeTrue() throws FilterException {
    assertThat(tree("vlan 5 and (tcp or host 10.0.0.7)"))
        .isEqualTo(
            new Expression.And(
                new Expression.Vlan(5), new Expression.Or(new Behind(TCP), new Behind(SEVEN))));
    assertThat(tree("vlan 5 or host 10.0.0.7"))
        .isEqualTo(
            new Expression.Or(new Expression.Vlan(5), new Other("host 10.0.0.7", List.of())));
    assertThat(tree("not vlan and tcp"))
        .isEqualTo(
            new Expression.And(
                new Expression.Not(new Expression.Vlan(-1)), new Other("tcp", List.of())));
    assertThat(tree("(vlan or arp) and tcp"))
        .isEqualTo(
            new Expression.And(
                new Expression.Or(new Expression.Vlan(-1), new Other("arp", List.of())),
                new Other("tcp", List.of())));
  }

  @Test
  void aNetworkKnowsItsPrefix() throws FilterException {
    assertThat(((Host) tree("net 10.0.0.0/9")).prefix()).isEqualTo(9);
    assertThat(((Host) tree("net ::/0")).prefix()).isZero();
    assertThat(((Host) tree("net 2001:db8::/33")).prefix()).isEqualTo(33);
    assertThat(((Host) tree("host ::1")).prefix()).isEqualTo(128);
    assertThat(((Host) tree("net 10.0.7.0 mask 255.0.255.0")).prefix()).isEqualTo(-1);
  }
}
