package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Where the innermost Ethernet header stands, for whoever takes tunnels off. */
class DecoderFrameTest {
  private static final String MACS = "0a0000000b01" + "0a0000000a01";

  /** IP 10.0.0.1.4711 > 10.0.0.2.53: UDP, 8 bytes. */
  private static final String UDP = "4500001c00000000401100000a0000010a0000021267003500080000";

  private static final String FRAME = MACS + "0800" + UDP;
  private static final int VXLAN_HEADERS = 14 + 20 + 8 + 8;

  private final Decoder decoder =
      new Decoder(TunnelPorts.REGISTERED, new Reassembly(8, 1 << 20, Duration.ofSeconds(1)));

  private static String vxlan(String inside) {
    int udp = 8 + 8 + inside.length() / 2;
    return MACS
        + "0800"
        + "4500%04x00000000401100000a0100010a010002".formatted(20 + udp)
        + "c00012b5%04x0000".formatted(udp)
        + "0800000000000500"
        + inside;
  }

  private long frame(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    MemorySegment memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    decoder.decode(memory, 0, bytes.length, bytes.length, LinkType.ETHERNET);
    return decoder.frame();
  }

  @Test
  void withoutATunnelItIsTheFirst() {
    assertThat(frame(FRAME)).isZero();
    assertThat(frame(MACS + "8100" + "0007" + "0800" + UDP)).as("tagged").isZero();
    assertThat(frame(MACS + "0806" + "00".repeat(28))).as("ARP").isZero();
  }

  @Test
  void inATunnelItIsTheInnermostWhateverItCarries() {
    assertThat(frame(vxlan(FRAME))).isEqualTo(VXLAN_HEADERS);
    assertThat(frame(vxlan(vxlan(FRAME)))).isEqualTo(2 * VXLAN_HEADERS);
    assertThat(frame(vxlan(MACS + "0806" + "00".repeat(28)))).isEqualTo(VXLAN_HEADERS);
  }

  @Test
  void aPacketThatCameWithoutEthernetHasNone() {
    // IP in IP, protocol 4
    String outer = "4500003000000000400400000a0100010a010002";
    assertThat(frame(MACS + "0800" + outer + UDP)).isEqualTo(Layers.NONE);
    assertThat(decoder.network()).isEqualTo(34);
  }

  @Test
  void aPacketThatWasPutTogetherHasNone() {
    String first = "4500001c00012000401100000a0000010a000002" + "1267003500100000";
    String last = "4500001c00010001401100000a0000010a000002" + "0102030405060708";
    assertThat(frame(MACS + "0800" + first)).as("not yet").isZero();
    assertThat(frame(MACS + "0800" + last)).isEqualTo(Layers.NONE);
    assertThat(decoder.destinationPort()).isEqualTo(53);
  }
}
