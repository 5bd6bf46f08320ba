package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Geneve;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UplinkTest {
  private static final int IPV4_UDP = 28;
  private static final int IPV6_UDP = 48;
  private static final int VXLAN = 8;

  /** What AWS mirrors of a packet at most, and what a gateway load balancer's endpoint passes. */
  private static final int LONGEST = 8_500;

  @Test
  void aMachineWithJumboFramesTakesTheLongestMirroredPacketInItsLongestHeaders() {
    int room = new Uplink(InetAddress.getLoopbackAddress(), 9_001).bufferLength() - 1;

    assertThat(room).isGreaterThanOrEqualTo(VXLAN + LONGEST);
    assertThat(room).isGreaterThanOrEqualTo(Geneve.MAX_HEADER_LENGTH + IPV6_UDP + VXLAN + LONGEST);
    assertThat(room).as("whatever fits into one packet").isGreaterThanOrEqualTo(9_001 - IPV4_UDP);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_500, 8_500, 9_001, 9_216})
  void whateverFitsIntoOnePacketOfTheNetworkFitsIntoTheBuffer(int mtu) {
    assertThat(new Uplink(InetAddress.getLoopbackAddress(), mtu).bufferLength() - 1)
        .isGreaterThanOrEqualTo(mtu - IPV4_UDP);
  }

  @Test
  void theLoopbacksEndlessPacketsAreBoundedButTakeTheLongestMirroredOne() {
    assertThat(Uplink.of(InetAddress.getLoopbackAddress()).bufferLength())
        .isBetween(Geneve.MAX_HEADER_LENGTH + IPV6_UDP + VXLAN + LONGEST + 1, 9_216);
  }
}
