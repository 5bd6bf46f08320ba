package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import io.sluice.packet.Ethernet;
import io.sluice.packet.LinkType;
import io.sluice.packet.Ports;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShaperTest {
  private static final byte[] PACKET =
      Made.ipv4(0x0a00_0001, 0x0a00_0002, Ports.TCP, Made.tcp(4711, 80, Made.text("hello")));
  private static final byte[] FRAME = Made.ethernet(Ethernet.TYPE_IPV4, PACKET);

  private final Shaped shaped = new Shaped();

  private static Shape strip(Strip... strip) {
    return Shaped.shape(Set.of(strip), Set.of(), 0);
  }

  private static Shape slice(int bytes) {
    return Shaped.shape(Set.of(), Set.of(), bytes);
  }

  @Test
  void withoutAWishAPacketStaysAsItIsPaddingIncluded() {
    byte[] padded = Made.join(FRAME, new byte[7]);

    assertThat(shaped.of(padded, strip())).isEqualTo(padded);
    assertThat(shaped.info()).isZero();
  }

  @Test
  void aSliceKeepsTheFirstBytesAndTheHeadersAsTheyAre() {
    byte[] sliced = shaped.of(FRAME, slice(54));

    assertThat(sliced).isEqualTo(Arrays.copyOf(FRAME, 54));
    assertThat(shaped.info()).as("ERSPAN's T bit").isEqualTo(1 << 10);
  }

  @Test
  void aSliceLongerThanThePacketChangesNothing() {
    assertThat(shaped.of(FRAME, slice(FRAME.length))).isEqualTo(FRAME);
    assertThat(shaped.info()).isZero();
  }

  @Test
  void allTagsAreTakenOffAndTheFirstOneIsToldToErspan() {
    byte[] tagged =
        Made.join(
            Made.MACS,
            Made.two(0x88a8),
            Made.two(5 << 13 | 100),
            Made.two(0x8100),
            Made.two(200),
            Made.two(Ethernet.TYPE_IPV4),
            PACKET);

    assertThat(shaped.of(tagged, strip(Strip.VLAN))).isEqualTo(FRAME);
    assertThat(shaped.info()).as("VLAN, class, taken off").isEqualTo(100 << 16 | 5 << 13 | 2 << 11);

    assertThat(shaped.of(tagged, strip())).isEqualTo(tagged);
    assertThat(shaped.info()).as("VLAN, class, kept").isEqualTo(100 << 16 | 5 << 13 | 3 << 11);
  }

  @Test
  void ofATunnelTheInnermostFrameIsLeft() {
    byte[] nested = Made.vxlan(1, Made.vxlan(2, FRAME));

    assertThat(shaped.of(nested, strip(Strip.TUNNEL))).isEqualTo(FRAME);
    assertThat(shaped.of(nested, strip())).isEqualTo(nested);
    assertThat(shaped.of(FRAME, strip(Strip.TUNNEL))).as("no tunnel").isEqualTo(FRAME);
  }

  @Test
  void ofATunnelWithoutEthernetTheOuterAddressesStay() {
    byte[] gre = Made.join(Made.two(0), Made.two(Ethernet.TYPE_IPV4), PACKET);
    byte[] tunnel = Made.tagged(7, Ethernet.TYPE_IPV4, Made.ipv4Part(1, 2, 47, 0, 0, false, gre));

    assertThat(shaped.of(tunnel, strip(Strip.TUNNEL))).isEqualTo(FRAME);
  }

  @Test
  void whatIsNotIpInATunnelIsLeftToo() {
    byte[] arp = Made.ethernet(Ethernet.TYPE_ARP, new byte[28]);

    assertThat(shaped.of(Made.vxlan(1, arp), strip(Strip.TUNNEL))).isEqualTo(arp);
  }

  @Test
  void tunnelAndTagsAreTakenOffTogetherAndThenItIsSliced() {
    byte[] tagged = Made.tagged(300, Ethernet.TYPE_IPV4, PACKET);
    Shape all = Shaped.shape(Set.of(Strip.VLAN, Strip.TUNNEL), Set.of(), 56);

    assertThat(shaped.of(Made.vxlan(1, tagged), all)).isEqualTo(Arrays.copyOf(FRAME, 56));
  }

  @Test
  void aPacketWithoutEthernetGetsAHeader() {
    byte[] frame = shaped.of(PACKET, strip(Strip.TUNNEL), LinkType.RAW);

    assertThat(Arrays.copyOfRange(frame, 14, frame.length)).isEqualTo(PACKET);
    assertThat(frame).startsWith(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0);

    byte[] six = Made.ipv6(1, 2, Ports.UDP, Made.udp(1, 2, new byte[3]));
    assertThat(shaped.of(six, strip(), LinkType.RAW))
        .contains((byte) 0x86, atIndex(12))
        .contains((byte) 0xdd, atIndex(13));
  }
}
