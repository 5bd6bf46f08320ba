package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Decoder;
import io.sluice.packet.Ethernet;
import io.sluice.packet.LinkType;
import io.sluice.packet.Ports;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncapsulatorTest {
  private static final byte[] FRAME = Made.frame(4711, 443, Made.text("hello"));

  private final MemorySegment memory = Arena.ofAuto().allocate(64);

  private String header(Encapsulator encapsulator, int info) {
    memory.fill((byte) 0xff);
    encapsulator.put(memory, 3, info);
    byte[] all = memory.asSlice(3, encapsulator.length()).toArray(ValueLayout.JAVA_BYTE);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 3L + all.length)).isEqualTo((byte) 0xff);
    assertThat(all.length).isLessThanOrEqualTo(FrameRing.HEADROOM);
    return HexFormat.of().formatHex(all);
  }

  @ParameterizedTest
  @CsvSource({
    "vxlan://h?vni=16777215, 08000000ffffff00",
    "geneve://h?vni=77, 0000655800004d00",
    "gre://h, 00006558",
    "gre://h?key=4294967294, 20006558fffffffe",
  })
  void headersAreThoseOfTheirDocuments(String url, String hex) {
    assertThat(header(new Encapsulator(Target.parse(url)), 0)).isEqualTo(hex);
  }

  @Test
  void erspanNumbersItsFramesAndTellsTheTag() {
    Encapsulator encapsulator = new Encapsulator(Target.parse("erspan://h?session=1023"));

    assertThat(header(encapsulator, 0)).isEqualTo("100088be00000000100003ff00000000");
    int info = 0xabc << 16 | 5 << 13 | 3 << 11 | 1 << 10;
    assertThat(header(encapsulator, info)).isEqualTo("100088be000000011abcbfff00000000");
  }

  /** The decoder, which is held against tshark, reads what a tool gets. */
  @ParameterizedTest
  @CsvSource({
    "vxlan://h?vni=5, 5",
    "geneve://h?vni=6, 6",
    "gre://h, -1",
    "gre://h?key=7, -1",
    "erspan://h?session=7, -1"
  })
  void theDecoderFindsTheFrame(String url, int vni) {
    Target target = Target.parse(url);
    Encapsulator encapsulator = new Encapsulator(target);
    encapsulator.put(memory, 0, 0);
    byte[] header = memory.asSlice(0, encapsulator.length()).toArray(ValueLayout.JAVA_BYTE);
    byte[] inside = Made.join(header, FRAME);
    byte[] packet =
        target.encapsulation().isUdp()
            ? Made.ipv4(1, 2, Ports.UDP, Made.udp(50_000, target.port(), inside))
            : Made.ipv4Part(1, 2, 47, 0, 0, false, inside);
    byte[] outer = Made.ethernet(Ethernet.TYPE_IPV4, packet);
    MemorySegment all = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, outer);
    Decoder decoder = new Decoder();
    decoder.decode(all, 0, outer.length, outer.length, LinkType.ETHERNET);

    assertThat(decoder.frame()).isEqualTo(outer.length - FRAME.length);
    assertThat(decoder.sourcePort()).isEqualTo(4711);
    assertThat(decoder.vni()).isEqualTo(vni);
  }
}
