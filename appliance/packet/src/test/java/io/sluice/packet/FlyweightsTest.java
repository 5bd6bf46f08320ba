package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FlyweightsTest {
  private static MemorySegment memory(Object... parts) {
    return MemorySegment.ofArray(Wrap.bytes(parts));
  }

  @Test
  void tcp() {
    MemorySegment header = memory("ff", "9c40 01bb 01020304 f0000001 8153 fde8 abcd 0007");

    assertThat(Ports.source(header, 1)).isEqualTo(40_000);
    assertThat(Ports.destination(header, 1)).isEqualTo(443);
    assertThat(Tcp.sequence(header, 1)).isEqualTo(0x0102_0304);
    assertThat(Tcp.acknowledgment(header, 1)).isEqualTo(0xf000_0001);
    assertThat(Tcp.headerLength(header, 1)).isEqualTo(32);
    assertThat(Tcp.flags(header, 1)).isEqualTo(Tcp.AE | Tcp.ECE | Tcp.ACK | Tcp.SYN | Tcp.FIN);
    assertThat(Tcp.window(header, 1)).isEqualTo(65_000);
    assertThat(Tcp.checksum(header, 1)).isEqualTo(0xabcd);
    assertThat(Tcp.urgent(header, 1)).isEqualTo(7);
  }

  @Test
  void icmp() {
    MemorySegment echo = memory("0800 f7fe 0042 0007");

    assertThat(Icmp.type(echo, 0)).isEqualTo(8);
    assertThat(Icmp.code(echo, 0)).isZero();
    assertThat(Icmp.identifier(echo, 0)).isEqualTo(0x42);
    assertThat(Icmp.sequence(echo, 0)).isEqualTo(7);
    assertThat(Icmp.isError(Icmp.PROTOCOL_V4, 8)).isFalse();
    assertThat(Icmp.isError(Icmp.PROTOCOL_V4, 3)).isTrue();
    assertThat(Icmp.isError(Icmp.PROTOCOL_V6, 3)).isTrue();
    assertThat(Icmp.isError(Icmp.PROTOCOL_V6, 128)).isFalse();
  }

  @Test
  void sctp() {
    MemorySegment header = memory("0b59 0b5a 11223344 00000000 00 03 0014 00000000");

    assertThat(Ports.destination(header, 0)).isEqualTo(0x0b5a);
    assertThat(Sctp.verificationTag(header, 0)).isEqualTo(0x1122_3344);
    assertThat(Sctp.chunkType(header, Sctp.HEADER_LENGTH)).isZero();
    assertThat(Sctp.chunkFlags(header, Sctp.HEADER_LENGTH)).isEqualTo(3);
    assertThat(Sctp.chunkLength(header, Sctp.HEADER_LENGTH)).isEqualTo(20);
  }

  @Test
  void arp() {
    String request = "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002";
    MemorySegment message = memory(request);

    assertThat(Arp.check(message, 0, 28)).isEqualTo(Verdict.OK);
    assertThat(Arp.operation(message, 0)).isEqualTo(Arp.REQUEST);
    assertThat(Arp.sender(message, 0)).isEqualTo(0x0a00_0001);
    assertThat(Arp.target(message, 0)).isEqualTo(0x0a00_0002);
    assertThat(Arp.check(message, 0, 27)).isEqualTo(Verdict.TRUNCATED);
    assertThat(Arp.check(memory("0006", request.substring(4)), 0, 28)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void gre() {
    MemorySegment header = memory("b000 6558 0000 0000 00123456 00000009");

    assertThat(Gre.flags(header, 0))
        .isEqualTo(Gre.FLAG_CHECKSUM | Gre.FLAG_KEY | Gre.FLAG_SEQUENCE);
    assertThat(Gre.version(header, 0)).isZero();
    assertThat(Gre.protocolType(header, 0)).isEqualTo(Geneve.TYPE_ETHERNET);
    assertThat(Gre.headerLength(Gre.flags(header, 0))).isEqualTo(16);
    assertThat(Gre.key(header, 0)).isEqualTo(0x0012_3456);
    assertThat(Gre.key(memory("2000 6558 00000007"), 0)).isEqualTo(7);
  }

  @Test
  void mpls() {
    MemorySegment stack = memory("fffff0ff 00010140");

    assertThat(Mpls.label(stack, 0)).isEqualTo(0xfffff);
    assertThat(Mpls.isBottom(stack, 0)).isFalse();
    assertThat(Mpls.label(stack, 4)).isEqualTo(16);
    assertThat(Mpls.isBottom(stack, 4)).isTrue();
  }
}
