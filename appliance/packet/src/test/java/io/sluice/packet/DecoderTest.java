package io.sluice.packet;

import static io.sluice.packet.Wrap.bytes;
import static io.sluice.packet.Wrap.ethernet;
import static io.sluice.packet.Wrap.inner;
import static io.sluice.packet.Wrap.innerEthernet;
import static io.sluice.packet.Wrap.ipv4;
import static io.sluice.packet.Wrap.ipv4Fragment;
import static io.sluice.packet.Wrap.ipv6;
import static io.sluice.packet.Wrap.tcp;
import static io.sluice.packet.Wrap.tunnel;
import static io.sluice.packet.Wrap.udp;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private final Decoder decoder = new Decoder();

  private Verdict decode(byte[] packet) {
    return decode(packet, packet.length, LinkType.ETHERNET);
  }

  private Verdict decode(byte[] packet, int wire, int linkType) {
    return decoder.decode(MemorySegment.ofArray(packet), 0, packet.length, wire, linkType);
  }

  private static byte[] cut(byte[] packet, int length) {
    return Arrays.copyOf(packet, length);
  }

  @ParameterizedTest
  @MethodSource("io.sluice.packet.Wrapping#all")
  void findsTheInnermostPacketWhateverIsAroundIt(Wrapping wrapping) {
    Verdict verdict = decode(wrapping.packet(), wrapping.packet().length, wrapping.linkType());

    assertThat(verdict).isEqualTo(Verdict.OK);
    assertThat(decoder.unread()).isEqualTo(Unread.NOTHING);
    assertThat(decoder.ipVersion()).isEqualTo(4);
    assertThat(decoder.sourceLow()).isEqualTo(0xc0a8_0701L);
    assertThat(decoder.destinationLow()).isEqualTo(0xc0a8_0702L);
    assertThat(decoder.protocol()).isEqualTo(Ports.TCP);
    assertThat(decoder.sourcePort()).isEqualTo(40_000);
    assertThat(decoder.destinationPort()).isEqualTo(443);
    assertThat(decoder.transportLength()).isEqualTo(20 + 10);
    assertThat(decoder.end()).isEqualTo(decoder.transport() + 20 + 10);
    assertThat(Tcp.sequence(decoder.memory(), decoder.transport())).isEqualTo(Wrap.SEQUENCE);
    assertThat(Ipv4.source(decoder.memory(), decoder.network())).isEqualTo(0xc0a8_0701);
  }

  @Test
  void tellsTheOutermostVlanAndTheInnermostNetwork() {
    byte[] vxlan = bytes("08000000 00000700", innerEthernet());
    byte[] outer = ipv4(Ports.UDP, udp(4789, bytes("08000000 00000800", tunnel(4789, vxlan))));

    decode(ethernet(0x88a8, bytes("0064 8100 0065 0800", outer)));

    assertThat(decoder.vlan()).isEqualTo(0x64);
    assertThat(decoder.vni()).isEqualTo(7);
  }

  @Test
  void forgetsThePacketBefore() {
    decode(ethernet(0x8100, bytes("0064 0800", inner())));
    decode(ethernet(Ethernet.TYPE_ARP, new byte[28]));

    assertThat(decoder.unread()).isEqualTo(Unread.NOT_IP);
    assertThat(decoder.ipVersion()).isZero();
    assertThat(decoder.network()).isEqualTo(Layers.NONE);
    assertThat(decoder.transport()).isEqualTo(Layers.NONE);
    assertThat(decoder.protocol()).isEqualTo(-1);
    assertThat(decoder.sourceLow()).isZero();
    assertThat(decoder.sourcePort()).isZero();
    assertThat(decoder.vlan()).isEqualTo(-1);
  }

  @Test
  void paddingIsNoPartOfThePacket() {
    decode(bytes(innerEthernet(), "000000000000"));

    assertThat(decoder.transportLength()).isEqualTo(30);
    assertThat(decoder.end()).isEqualTo(14 + 20 + 30);
    assertThat(decoder.frameLength()).isEqualTo(14 + 20 + 30 + 6);
  }

  @Test
  void aSnapLengthLeavesTheLengthsAsTheyWereOnTheWire() {
    byte[] frame = innerEthernet();

    assertThat(decode(cut(frame, 14 + 20 + 20), frame.length, LinkType.ETHERNET))
        .isEqualTo(Verdict.OK);
    assertThat(decoder.transportLength()).isEqualTo(30);
    assertThat(decoder.end()).isEqualTo(14 + 20 + 20);
    assertThat(decoder.frameLength()).isEqualTo(frame.length);
  }

  @Test
  void aHeaderThatSaysMoreThanTheWireHadIsNotBelieved() {
    byte[] packet = bytes("4500 05dc 0001 0000 40 06 0000 c0a80701 c0a80702", tcp(10));

    decode(ethernet(Ethernet.TYPE_IPV4, packet));

    assertThat(decoder.transportLength()).isEqualTo(30);
  }

  @Test
  void noLengthAtAllIsWhatSegmentationOffloadLeaves() {
    byte[] packet = bytes("4500 0000 0001 0000 40 06 0000 c0a80701 c0a80702", tcp(3000));

    decode(ethernet(Ethernet.TYPE_IPV4, packet));

    assertThat(decoder.transportLength()).isEqualTo(3020);
  }

  @Test
  void aSourceRouteLeadsToTheDestination() {
    byte[] packet =
        bytes("4700 003a 0001 0000 40 06 0000 c0a80701 0a000001 8307 04 c0a80702 00", tcp(10));

    assertThat(decode(ethernet(Ethernet.TYPE_IPV4, packet))).isEqualTo(Verdict.OK);
    assertThat(decoder.destinationLow()).isEqualTo(0xc0a8_0702L);
  }

  @Test
  void addressesOfIpv6AreInTwoHalves() {
    decode(ethernet(Ethernet.TYPE_IPV6, ipv6(Ports.UDP, udp(53, new byte[4]))));

    assertThat(decoder.ipVersion()).isEqualTo(6);
    assertThat(decoder.sourceHigh()).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(decoder.sourceLow()).isEqualTo(1);
    assertThat(decoder.destinationLow()).isEqualTo(2);
    assertThat(decoder.destinationPort()).isEqualTo(53);
  }

  @Test
  void anIcmpErrorIsNotThePacketItQuotes() {
    byte[] error = bytes("0303 0000 00000000", inner());

    assertThat(decode(ethernet(Ethernet.TYPE_IPV4, ipv4(Icmp.PROTOCOL_V4, error))))
        .isEqualTo(Verdict.OK);
    assertThat(decoder.protocol()).isEqualTo(Icmp.PROTOCOL_V4);
    assertThat(decoder.sourcePort()).isZero();
    assertThat(Icmp.type(decoder.memory(), decoder.transport())).isEqualTo(3);
    assertThat(Icmp.code(decoder.memory(), decoder.transport())).isEqualTo(3);
  }

  @Test
  void whereATunnelHoldsNoIpTheTunnelIsTheFlow() {
    byte[] arp = ethernet(Ethernet.TYPE_ARP, new byte[28]);

    assertThat(decode(tunnel(4789, bytes("08000000 00000700", arp)))).isEqualTo(Verdict.OK);
    assertThat(decoder.unread()).isEqualTo(Unread.NOT_IP);
    assertThat(decoder.protocol()).isEqualTo(Ports.UDP);
    assertThat(decoder.destinationPort()).isEqualTo(4789);
    assertThat(decoder.sourceLow()).isEqualTo(0x0a00_0001L);
  }

  @Test
  void anAnswerOfANameServerIsNoTunnel() {
    byte[] answer = ipv4(Ports.UDP, udp(53, 4789, bytes("08000000 00000700", innerEthernet())));

    decode(ethernet(Ethernet.TYPE_IPV4, answer));

    assertThat(decoder.sourcePort()).isEqualTo(53);
    assertThat(decoder.vni()).isEqualTo(-1);
  }

  @Test
  void portsOfTunnelsCanBeAdded() {
    byte[] vxlan = tunnel(8472, bytes("08000000 00000700", innerEthernet()));
    Decoder taught = new Decoder(TunnelPorts.REGISTERED.withVxlan(8472).withGeneve(9999));

    decode(vxlan);
    taught.decode(MemorySegment.ofArray(vxlan), 0, vxlan.length, vxlan.length, LinkType.ETHERNET);

    assertThat(decoder.protocol()).isEqualTo(Ports.UDP);
    assertThat(taught.protocol()).isEqualTo(Ports.TCP);
    assertThat(taught.vni()).isEqualTo(7);
  }

  @Test
  void withoutReassemblyTheFirstFragmentTellsItsPortsAndLaterOnesDoNot() {
    byte[] first = ipv4Fragment(Ports.TCP, "0a000001", "0a000002", 7, 0x2000, tcp(20));
    byte[] later = ipv4Fragment(Ports.TCP, "0a000001", "0a000002", 7, 5, new byte[16]);

    assertThat(decode(ethernet(Ethernet.TYPE_IPV4, first))).isEqualTo(Verdict.OK);
    assertThat(decoder.isFragment()).isTrue();
    assertThat(decoder.destinationPort()).isEqualTo(443);
    assertThat(decode(ethernet(Ethernet.TYPE_IPV4, later))).isEqualTo(Verdict.UNKNOWN);
    assertThat(decoder.unread()).isEqualTo(Unread.FRAGMENT);
    assertThat(decoder.isFragment()).isTrue();
    assertThat(decoder.protocol()).isEqualTo(Ports.TCP);
    assertThat(decoder.transport()).isEqualTo(Layers.NONE);
    assertThat(decoder.destinationPort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 13, 14, 20, 33, 34, 37})
  void tellsACutPacketFromAShortOne(int length) {
    byte[] frame = innerEthernet();

    assertThat(decode(cut(frame, length), frame.length, LinkType.ETHERNET))
        .isEqualTo(Verdict.TRUNCATED);
    assertThat(decoder.unread()).isEqualTo(Unread.CUT);
    assertThat(decode(cut(frame, length))).isEqualTo(Verdict.MALFORMED);
    assertThat(decoder.unread()).isEqualTo(Unread.SHORT);
    assertThat(decoder.transport()).isEqualTo(Layers.NONE);
  }

  @Test
  void saysWhyNothingWasRead() {
    assertThat(decode(new byte[60], 60, 147)).isEqualTo(Verdict.UNKNOWN);
    assertThat(decoder.unread()).isEqualTo(Unread.LINK_TYPE);

    decode(ethernet(Ethernet.TYPE_IPV4, bytes("4400 0014 00000000 4006 0000 0a000001 0a000002")));
    assertThat(decoder.unread()).isEqualTo(Unread.CONTRADICTION);

    decode(ethernet(Ethernet.TYPE_IPV4, ipv4(50, new byte[40])));
    assertThat(decoder.unread()).isEqualTo(Unread.SEALED);
    assertThat(decoder.protocol()).isEqualTo(50);

    decode(ethernet(0x8100, bytes("00648100".repeat(80), "0064 0800", inner())));
    assertThat(decoder.unread()).isEqualTo(Unread.TOO_DEEP);

    decode(ethernet(0x88cc, new byte[46]));
    assertThat(decoder.unread()).isEqualTo(Unread.NOT_IP);
  }
}
