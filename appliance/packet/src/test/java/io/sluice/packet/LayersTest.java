package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayersTest {
  private final Layers layers = new Layers();

  private Verdict parse(MemorySegment memory) {
    return layers.parse(memory, 0, memory.byteSize());
  }

  @Test
  void findsTcpInIpv4() {
    MemorySegment frame = Hex.memory(Fixtures.TCP_SYN);

    assertThat(parse(frame)).isEqualTo(Verdict.OK);
    assertThat(Ethernet.destination(frame, 0)).isEqualTo(0x1234_5678_9abcL);
    assertThat(Ethernet.source(frame, 0)).isEqualTo(0x1234_5678_9abdL);
    assertThat(layers.etherType()).isEqualTo(Ethernet.TYPE_IPV4);
    assertThat(layers.network()).isEqualTo(14);
    assertThat(Ipv4.headerLength(frame, 14)).isEqualTo(20);
    assertThat(Ipv4.totalLength(frame, 14)).isEqualTo(40);
    assertThat(Ipv4.source(frame, 14)).isEqualTo(0x5d68_b242);
    assertThat(Ipv4.destination(frame, 14)).isEqualTo(0x1465_6d1a);
    assertThat(layers.protocol()).isEqualTo(Ports.TCP);
    assertThat(layers.transport()).isEqualTo(34);
    assertThat(Ports.source(frame, 34)).isEqualTo(52078);
    assertThat(Ports.destination(frame, 34)).isEqualTo(8080);
  }

  @Test
  void findsUdpBehindAVlanTag() {
    MemorySegment frame = Hex.memory(Fixtures.VLAN_UDP);

    assertThat(parse(frame)).isEqualTo(Verdict.OK);
    assertThat(Ethernet.vlan(frame, 0)).isEqualTo(100);
    assertThat(layers.network()).isEqualTo(18);
    assertThat(layers.protocol()).isEqualTo(Ports.UDP);
    assertThat(Ports.source(frame, layers.transport())).isEqualTo(53);
  }

  @Test
  void findsUdpBehindIpv6ExtensionHeaders() {
    MemorySegment frame = Hex.memory(Fixtures.IPV6_HOP_BY_HOP_UDP);

    assertThat(parse(frame)).isEqualTo(Verdict.OK);
    assertThat(Ipv6.payloadLength(frame, 14)).isEqualTo(16);
    assertThat(Ipv6.sourceHigh(frame, 14)).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(Ipv6.destinationLow(frame, 14)).isEqualTo(2);
    assertThat(layers.protocol()).isEqualTo(Ports.UDP);
    assertThat(layers.transport()).isEqualTo(14 + 40 + 8);
    assertThat(Ports.destination(frame, layers.transport())).isEqualTo(50000);
  }

  @Test
  void takesNoPortsFromAFragment() {
    assertThat(parse(Hex.memory(Fixtures.IPV4_LATER_FRAGMENT))).isEqualTo(Verdict.OK);
    assertThat(layers.isFragment()).isTrue();
    assertThat(layers.transport()).isEqualTo(Layers.NONE);
    assertThat(Ipv4.fragmentOffset(Hex.memory(Fixtures.IPV4_LATER_FRAGMENT), 14)).isEqualTo(1480);
  }

  @Test
  void saysWhichFramesItDoesNotKnow() {
    assertThat(parse(Hex.memory(Fixtures.ARP))).isEqualTo(Verdict.UNKNOWN);
    assertThat(layers.etherType()).isEqualTo(Ethernet.TYPE_ARP);
    assertThat(layers.network()).isEqualTo(Layers.NONE);
  }

  @Test
  void namesWhatIsWrongWithABrokenFrame() {
    byte[] frame = Hex.bytes(Fixtures.TCP_SYN);
    frame[14] = 0x44;
    assertThat(parse(MemorySegment.ofArray(frame))).isEqualTo(Verdict.MALFORMED);
    frame[14] = 0x65;
    assertThat(parse(MemorySegment.ofArray(frame))).isEqualTo(Verdict.MALFORMED);
    frame[14] = 0x4f;
    assertThat(parse(MemorySegment.ofArray(frame))).isEqualTo(Verdict.TRUNCATED);
  }

  @Test
  void everyCutThroughTheHeadersIsTruncatedAndNoneReadsBeyond() {
    byte[] frame = Hex.bytes(Fixtures.IPV6_HOP_BY_HOP_UDP);
    for (int length = 0; length < 14 + 40 + 8 + 4; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThat(parse(MemorySegment.ofArray(cut)))
          .as("%d bytes", length)
          .isEqualTo(Verdict.TRUNCATED);
    }
  }

  @Property(tries = 5_000)
  void anyBytesGetAVerdictAndAHash(@ForAll @Size(max = 120) byte[] bytes) {
    MemorySegment memory = MemorySegment.ofArray(bytes);

    assertThat(parse(memory)).isNotNull();
    int hash = FlowHash.of(memory, layers);
    parse(memory);
    assertThat(FlowHash.of(memory, layers)).isEqualTo(hash);
  }

  /** Random bytes seldom get past the type field, so sound frames are damaged instead. */
  @Property(tries = 5_000)
  void aDamagedFrameGetsAVerdictAndAHash(
      @ForAll @IntRange(max = 3) int which,
      @ForAll @IntRange(max = 80) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 80) int length) {
    String dump =
        switch (which) {
          case 0 -> Fixtures.TCP_SYN;
          case 1 -> Fixtures.VLAN_UDP;
          case 2 -> Fixtures.IPV4_LATER_FRAGMENT;
          default -> Fixtures.IPV6_HOP_BY_HOP_UDP;
        };
    byte[] frame = Hex.bytes(dump);
    frame[at % frame.length] = value;
    MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(frame, Math.min(length, frame.length)));

    Verdict verdict = parse(cut);
    FlowHash.of(cut, layers);

    assertThat(layers.transport()).isLessThanOrEqualTo(cut.byteSize());
    if (verdict == Verdict.OK) {
      assertThat(layers.network()).isNotEqualTo(Layers.NONE);
    }
  }
}
