package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Ports;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
  private static final int FROM = 0x0a00_0001;
  private static final int TO = 0x0a00_0002;

  private final Shaped shaped = new Shaped();

  private static Shape mask(Mask... masks) {
    return Shaped.shape(Set.of(), Set.of(masks), 0);
  }

  private static byte[] ip(boolean six, int protocol, byte[] transport) {
    return six
        ? Made.ethernet(Ethernet.TYPE_IPV6, Made.ipv6(1, 2, protocol, transport))
        : Made.ethernet(Ethernet.TYPE_IPV4, Made.ipv4(FROM, TO, protocol, transport));
  }

  private static byte[] transport(int protocol, byte[] payload) {
    return protocol == Ports.TCP ? Made.tcp(4711, 80, payload) : Made.udp(4711, 53, payload);
  }

  /** Against checksums that are made anew, over many payloads of even and odd lengths. */
  @ParameterizedTest
  @CsvSource({"false, 6", "true, 6", "false, 17", "true, 17"})
  void thePayloadIsZeroAndTheChecksumIsRight(boolean six, int protocol) {
    Random random = new Random(6 + protocol);
    for (int i = 0; i < 2_000; i++) {
      byte[] payload = new byte[random.nextInt(1, 200)];
      random.nextBytes(payload);
      byte[] masked =
          shaped.of(ip(six, protocol, transport(protocol, payload)), mask(Mask.TCP, Mask.UDP));

      assertThat(masked)
          .isEqualTo(ip(six, protocol, transport(protocol, new byte[payload.length])));
    }
  }

  @Test
  void aWrongChecksumStaysWrongByAsMuch() {
    byte[] frame = ip(false, Ports.TCP, transport(Ports.TCP, Made.text("secret")));
    byte[] right = shaped.of(frame, mask(Mask.TCP));
    frame[14 + 20 + 16] ^= 0x40;
    byte[] wrong = shaped.of(frame, mask(Mask.TCP));

    assertThat(wrong[14 + 20 + 16]).isNotEqualTo(right[14 + 20 + 16]);
    assertThat(Arrays.mismatch(right, wrong)).isBetween(14 + 20 + 16, 14 + 20 + 17);
  }

  @Test
  void udpWithoutAChecksumStaysWithoutOne() {
    byte[] packet = Made.ipv4Part(FROM, TO, 17, 0, 0, false, Made.udp(1, 2, Made.text("secret")));
    byte[] masked = shaped.of(Made.ethernet(Ethernet.TYPE_IPV4, packet), mask(Mask.UDP));

    assertThat(ByteBuffer.wrap(masked).getShort(14 + 20 + 6)).isZero();
    assertThat(Arrays.copyOfRange(masked, 42, masked.length)).containsOnly(0);
  }

  @Test
  void theChecksumIsThatOfTheWholePayloadAlsoWhereItIsSliced() {
    byte[] frame = ip(false, Ports.TCP, transport(Ports.TCP, Made.text("a long secret")));
    byte[] whole = shaped.of(frame, mask(Mask.TCP));

    assertThat(shaped.of(frame, Shaped.shape(Set.of(), Set.of(Mask.TCP), 58)))
        .isEqualTo(Arrays.copyOf(whole, 58));
  }

  @Test
  void onlyTheChosenProtocolsAreMasked() {
    byte[] http = Made.frame(4711, 80, Made.text("some of a page"));
    byte[] dns = ip(false, Ports.UDP, Made.udp(4711, 53, Made.text("a question")));
    byte[] ssh = Made.frame(4711, 22, Made.text("SSH-2.0-x"));

    assertThat(shaped.of(http, mask(Mask.HTTP))).isNotEqualTo(http);
    assertThat(shaped.of(http, mask(Mask.TLS, Mask.DNS, Mask.UDP))).isEqualTo(http);
    assertThat(shaped.of(dns, mask(Mask.DNS))).isNotEqualTo(dns);
    assertThat(shaped.of(dns, mask(Mask.HTTP, Mask.TCP))).isEqualTo(dns);
    assertThat(shaped.of(ssh, mask(Mask.HTTP, Mask.TLS, Mask.SMTP, Mask.SIP))).isEqualTo(ssh);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, GET /secret HTTP/1.1",
    "HTTP, HTTP/1.1 200 OK",
    "SIP, INVITE sip:bob@example.com SIP/2.0",
    "SMTP, EHLO mail.example.com"
  })
  void aProtocolIsKnownByHowItBeginsAndItsFlowFromThenOn(Mask mask, String beginning) {
    byte[] first = Made.frame(4711, 9_999, Made.text(beginning));
    byte[] next = Made.frame(4711, 9_999, Made.text("the rest of it"));
    byte[] answer = Made.frame(TO, 9_999, FROM, 4711, Made.text("what is answered"));
    byte[] other = Made.frame(4712, 9_999, Made.text("another flow's"));

    assertThat(payload(shaped.of(first, mask(mask)))).containsOnly(0);
    assertThat(payload(shaped.of(next, mask(mask)))).containsOnly(0);
    assertThat(payload(shaped.of(answer, mask(mask)))).containsOnly(0);
    assertThat(shaped.of(other, mask(mask))).isEqualTo(other);
  }

  @Test
  void tlsIsKnownByItsHandshakeOnAnyPort() {
    byte[] hello = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0};

    assertThat(payload(shaped.of(Made.frame(1, 9_999, hello), mask(Mask.TLS)))).containsOnly(0);
  }

  private static byte[] payload(byte[] frame) {
    return Arrays.copyOfRange(frame, 54, frame.length);
  }

  @Test
  void insideATunnelTheInnermostPayloadIsMaskedAndOuterChecksumsHold() {
    byte[] frame = Made.frame(4711, 80, Made.text("secret"));
    byte[] blank = Made.frame(4711, 80, new byte[6]);

    assertThat(shaped.of(Made.vxlan(5, frame), mask(Mask.HTTP))).isEqualTo(Made.vxlan(5, blank));
  }

  @Test
  void laterFragmentsFollowTheFirst() {
    byte[] whole = Made.ipv4(FROM, TO, Ports.UDP, Made.udp(4711, 53, new byte[56]));
    byte[] transport = Arrays.copyOfRange(whole, 20, whole.length);
    Arrays.fill(transport, 8, transport.length, (byte) 's');
    byte[] first = part(7, 0, true, Arrays.copyOf(transport, 32));
    byte[] last = part(7, 32, false, Arrays.copyOfRange(transport, 32, 64));

    byte[] one = shaped.of(first, mask(Mask.DNS));
    assertThat(Arrays.copyOfRange(one, 42, one.length)).containsOnly(0);
    byte[] two = shaped.of(last, mask(Mask.DNS));
    assertThat(Arrays.copyOfRange(two, 34, two.length)).containsOnly(0);

    assertThat(shaped.of(first, mask(Mask.SIP))).isEqualTo(first);
    assertThat(shaped.of(last, mask(Mask.SIP))).isEqualTo(last);
  }

  private static byte[] part(int number, int offset, boolean more, byte[] part) {
    return Made.ethernet(
        Ethernet.TYPE_IPV4, Made.ipv4Part(FROM, TO, Ports.UDP, number, offset, more, part));
  }

  @Test
  void aFragmentWhoseFirstIsUnknownIsMaskedToBeSure() {
    byte[] last = part(8, 32, false, Made.text("secret secret secret"));
    byte[] masked = shaped.of(last, mask(Mask.SIP));

    assertThat(Arrays.copyOfRange(masked, 34, masked.length)).containsOnly(0);
    assertThat(shaped.of(last, mask(Mask.HTTP))).as("which is TCP").isEqualTo(last);
  }

  @Test
  void aFragmentInsideATunnelIsMaskedToBeSure() {
    byte[] first = Made.vxlan(1, part(9, 0, true, Made.udp(5, 6, Made.text("secret!!"))));
    byte[] last = Made.vxlan(1, part(9, 16, false, Made.text("secret!!")));

    for (byte[] frame : new byte[][] {first, last}) {
      byte[] masked = shaped.of(frame, mask(Mask.DNS));
      assertThat(masked).hasSameSizeAs(frame);
      assertThat(new String(masked, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }
  }
}
