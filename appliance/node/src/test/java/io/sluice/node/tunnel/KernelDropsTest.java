package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class KernelDropsTest {

  @Test
  void whatAFullReceiveQueueDropsIsReadFromTheKernel() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.77.0.9"), 10855);
    KernelDrops drops = KernelDrops.ofThisMachine();
    try (DatagramChannel deaf =
            DatagramChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.SO_RCVBUF, 4_096)
                .bind(address);
        DatagramSocket sender = new DatagramSocket()) {
      assertThat(deaf.isOpen()).isTrue();
      for (int i = 0; i < 1_000; i++) {
        sender.send(new DatagramPacket(new byte[1_000], 1_000, address));
      }
      drops.read(Map.of(address, Tunnel.EXTERNAL));
      long first = drops.totals().get(Tunnel.EXTERNAL);
      drops.read(Map.of(address, Tunnel.EXTERNAL));

      assertThat(first).isBetween(900L, 1_000L);
      assertThat(drops.totals().get(Tunnel.EXTERNAL)).as("not counted twice").isEqualTo(first);
      assertThat(drops.totals().get(Tunnel.INTERNAL)).isZero();
    }
  }
}
