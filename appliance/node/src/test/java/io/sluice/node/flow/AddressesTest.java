package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as RFC 5952 wants them, and as tshark prints them. */
class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "1::",
        "2001:db8::1",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1",
        "2001:db8::1:0:0:1",
        "fe80::1ff:fe23:4567:890a",
        "1:2:3:4:5:6:7:8",
        "0:1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:0"
      })
  void sixIsAsShortAsItMayBe(String text) throws UnknownHostException {
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
    assertThat(Addresses.text(6, bytes.getLong(), bytes.getLong())).isEqualTo(text);
  }

  @Test
  void fourIsDotted() {
    assertThat(Addresses.text(4, 0, 0xc0a8_01feL)).isEqualTo("192.168.1.254");
  }

  @Test
  void fourWithinSixStaysFour() {
    assertThat(Addresses.text(6, 0, 0xffff_c0a8_01feL)).isEqualTo("::ffff:192.168.1.254");
  }
}
