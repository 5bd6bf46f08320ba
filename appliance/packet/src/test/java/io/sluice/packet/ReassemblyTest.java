package io.sluice.packet;

import static io.sluice.packet.Wrap.ipv4Fragment;
import static io.sluice.packet.Wrap.ipv6Fragment;
import static io.sluice.packet.Wrap.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  private static final int MORE = 0x2000;
  private static final long SECOND = 1_000_000_000;

  private final Reassembly reassembly = new Reassembly(8, 200_000, Duration.ofSeconds(30));
  private final Decoder decoder = new Decoder(TunnelPorts.REGISTERED, reassembly);
  private final byte[] segment = tcp(100);

  private Verdict decode(byte[] packet, long nanos) {
    return decoder.decode(
        MemorySegment.ofArray(packet), 0, packet.length, packet.length, LinkType.RAW, nanos);
  }

  /** Bytes {@code from} to {@code to} of the segment. */
  private byte[] part(int identification, int from, int to) {
    return part(identification, from, to, segment);
  }

  private static byte[] part(int identification, int from, int to, byte[] segment) {
    int more = to < segment.length ? MORE : 0;
    byte[] payload = Arrays.copyOfRange(segment, from, to);
    return ipv4Fragment(
        Ports.TCP, "0a010001", "0a010002", identification, (from / 8) | more, payload);
  }

  private void assertWhole() {
    assertThat(decoder.isFragment()).isFalse();
    assertThat(decoder.unread()).isEqualTo(Unread.NOTHING);
    assertThat(decoder.sourcePort()).isEqualTo(40_000);
    assertThat(decoder.transportLength()).isEqualTo(segment.length);
    byte[] found = new byte[segment.length];
    MemorySegment.ofArray(found)
        .copyFrom(decoder.memory().asSlice(decoder.transport(), segment.length));
    assertThat(found).isEqualTo(segment);
  }

  @Test
  void aPacketIsThereWithTheFragmentThatCompletesIt() {
    assertThat(decode(part(1, 0, 40), 0)).isEqualTo(Verdict.UNKNOWN);
    assertThat(decoder.unread()).isEqualTo(Unread.FRAGMENT);
    assertThat(decode(part(1, 80, 120), 0)).isEqualTo(Verdict.UNKNOWN);
    assertThat(decode(part(1, 40, 80), 0)).isEqualTo(Verdict.OK);

    assertWhole();
    assertThat(decoder.frameLength()).isEqualTo(20 + 40);
    assertThat(Ipv4.source(decoder.memory(), decoder.network())).isEqualTo(0x0a01_0001);
    assertThat(decoder.end()).isEqualTo(decoder.transport() + segment.length);
    assertThat(reassembly.completed()).isEqualTo(1);
    assertThat(reassembly.waiting()).isZero();
  }

  @Test
  void theSameForIpv6() {
    decode(ipv6Fragment(Ports.TCP, 1, 40, Arrays.copyOfRange(segment, 40, 120)), 0);
    decode(ipv6Fragment(Ports.TCP, 1, 1, Arrays.copyOfRange(segment, 0, 40)), 0);

    assertWhole();
    assertThat(decoder.ipVersion()).isEqualTo(6);
    assertThat(Ipv6.sourceLow(decoder.memory(), decoder.network())).isEqualTo(1);
  }

  @Test
  void laterFragmentsOfAnUnfinishedPacketHaveTheFirstOnesPorts() {
    decode(part(1, 0, 40), 0);
    assertThat(decoder.transport()).isEqualTo(Layers.NONE);
    assertThat(decoder.destinationPort()).isEqualTo(443);
    decode(part(1, 80, 120), 0);

    assertThat(decoder.isFragment()).isTrue();
    assertThat(decoder.sourcePort()).isEqualTo(40_000);
    assertThat(decoder.destinationPort()).isEqualTo(443);
  }

  @Test
  void whatATunnelHoldsIsReadWhenTheTunnelsPacketIsWhole() {
    byte[] datagram = Wrap.udp(4789, Wrap.bytes("08000000 00000700", Wrap.innerEthernet()));
    byte[] first = Arrays.copyOf(datagram, 48);
    byte[] last = Arrays.copyOfRange(datagram, 48, datagram.length);

    decode(ipv4Fragment(Ports.UDP, "0a010001", "0a010002", 1, MORE, first), 0);
    decode(ipv4Fragment(Ports.UDP, "0a010001", "0a010002", 1, 6, last), 0);

    assertThat(decoder.protocol()).isEqualTo(Ports.TCP);
    assertThat(decoder.sourceLow()).isEqualTo(0xc0a8_0701L);
    assertThat(decoder.vni()).isEqualTo(7);
  }

  @Test
  void fragmentsInsideATunnelAreToldApartByItsNetwork() {
    byte[] other = tcp(9, 100);
    for (int vni = 1; vni <= 2; vni++) {
      decode(inVxlan(vni, part(1, 0, 40, vni == 1 ? segment : other)), 0);
    }
    assertThat(decode(inVxlan(1, part(1, 40, 120)), 0)).isEqualTo(Verdict.OK);
    assertWhole();
    assertThat(reassembly.waiting()).isEqualTo(1);
  }

  private static byte[] inVxlan(int vni, byte[] packet) {
    byte[] frame = Wrap.ethernet(Ethernet.TYPE_IPV4, packet);
    return Wrap.ipv4(Ports.UDP, Wrap.udp(4789, Wrap.bytes("08000000 0000", vni, 0, frame)));
  }

  @Test
  void ofOverlappingFragmentsTheOneOfTheLowerOffsetCounts() {
    byte[] lie = new byte[120];
    decode(part(1, 32, 120, lie), 0);
    decode(part(1, 0, 64), 0);

    assertThat(decoder.transportLength()).isEqualTo(120);
    MemorySegment found = decoder.memory().asSlice(decoder.transport(), 120);
    assertThat(found.mismatch(MemorySegment.ofArray(segment))).isEqualTo(64);
  }

  @Test
  void aPacketThatIsNeverFinishedIsGivenUpInTime() {
    decode(part(1, 0, 40), 0);
    decode(part(2, 0, 40), 31 * SECOND);

    assertThat(reassembly.expired()).isEqualTo(1);
    assertThat(reassembly.waiting()).isEqualTo(1);
    assertThat(decode(part(1, 40, 120), 32 * SECOND)).isEqualTo(Verdict.UNKNOWN);
    assertThat(decode(part(2, 40, 120), 32 * SECOND)).isEqualTo(Verdict.OK);
  }

  @Test
  void aFloodOfFirstFragmentsTakesNoMoreThanItsRoom() {
    for (int id = 0; id < 60_000; id++) {
      decode(part(id, 0, 40), 0);
    }
    assertThat(reassembly.waiting()).isEqualTo(8);
    assertThat(reassembly.evicted()).isEqualTo(60_000 - 8);

    decode(part(60_001, 0, 40), 0);
    assertThat(decode(part(60_001, 40, 120), 0)).isEqualTo(Verdict.OK);
    assertWhole();
  }

  @Test
  void longPacketsMakeRoomForEachOther() {
    byte[] large = tcp(60_000);
    for (int id = 0; id < 40; id++) {
      for (int from = 0; from < 56_000; from += 1400) {
        decode(part(id, from, from + 1400, large), 0);
      }
    }
    assertThat(reassembly.evicted()).isGreaterThanOrEqualTo(36);
    assertThat(decode(part(39, 56_000, large.length, large), 0)).isEqualTo(Verdict.OK);
    assertThat(decoder.transportLength()).isEqualTo(large.length);
  }

  @Test
  void onePacketThatAloneIsTooMuchIsGivenUp() {
    byte[] large = tcp(1400);
    for (int copies = 0; copies < 400; copies++) {
      decode(part(1, 0, 1400, large), 0);
    }
    assertThat(reassembly.evicted()).isPositive();
    assertThat(reassembly.waiting()).isLessThanOrEqualTo(1);
  }

  @Test
  void aFragmentThatWasCutIsNotUsedButItsPortsAreTold() {
    byte[] first = part(1, 0, 80);

    decoder.decode(MemorySegment.ofArray(first), 0, 44, first.length, LinkType.RAW, 0);

    assertThat(decoder.isFragment()).isTrue();
    assertThat(decoder.transport()).isEqualTo(20);
    assertThat(decoder.destinationPort()).isEqualTo(443);
    assertThat(reassembly.waiting()).isZero();
  }

  @Test
  void whatWaitsCanBeForgotten() {
    decode(part(1, 0, 40), 0);
    reassembly.clear();

    assertThat(reassembly.waiting()).isZero();
    assertThat(decode(part(1, 40, 120), 0)).isEqualTo(Verdict.UNKNOWN);
  }
}
