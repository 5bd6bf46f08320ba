package io.sluice.node.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PingTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void thisMachineAnswers(String address) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral(address);
    assumeThat(Ping.isPermitted(loopback)).as("echo requests are permitted").isTrue();

    for (int i = 0; i < 5; i++) {
      assertThat(Ping.answers(loopback, Duration.ofSeconds(10))).isTrue();
    }
  }

  /** An address for documents (RFC 5737), which nobody here should have. */
  @Test
  void nobodyDoesNotAnswer() {
    InetAddress nobody = InetAddress.ofLiteral("198.51.100.1");
    assumeThat(Ping.isPermitted(nobody)).as("echo requests are permitted").isTrue();

    boolean answered;
    try {
      answered = Ping.answers(nobody, Duration.ofMillis(200));
    } catch (IOException e) {
      // No way there at all
      answered = false;
    }
    assertThat(answered).isFalse();
  }
}
