package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The words for status and log when there is no fast tier. */
class CardTest {
  @Test
  void theLoopbackHasNoFastTier() {
    assertThatThrownBy(() -> Card.of(InetAddress.ofLiteral("127.77.0.3")))
        .isInstanceOf(IOException.class)
        .hasMessage("the tunnels are on the loopback interface");
  }

  @Test
  void anAddressThatNoInterfaceHasIsNamed() {
    assertThatThrownBy(() -> Card.of(InetAddress.ofLiteral("192.0.2.99")))
        .isInstanceOf(IOException.class)
        .hasMessage("no interface has the address 192.0.2.99");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePathSaysTheSame() {
    assertThatThrownBy(() -> XdpPath.open(InetAddress.ofLiteral("127.0.0.1"), 1, 1_500))
        .hasMessage("the tunnels are on the loopback interface");
  }
}
