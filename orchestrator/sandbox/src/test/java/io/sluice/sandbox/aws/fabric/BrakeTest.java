package io.sluice.sandbox.aws.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.sandbox.testing.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrakeTest {
  private static final Path TABLE = Path.of("/proc/net/udp");

  @Test
  void aReceiverThatIsSlowWithALittleBufferLosesNothing() throws Exception {
    assumeTrue(Files.exists(TABLE), "this system does not tell of its sockets");
    try (DatagramSocket slow = socket("127.223.0.5");
        Wire wire = new Wire()) {
      Receiver receiver = new Receiver("i-1", "10.223.0.5", new LongAdder());
      AtomicLong read = new AtomicLong();
      Thread.ofPlatform().daemon().start(() -> readSlowly(slow, read));

      for (int i = 0; i < 2000; i++) {
        assertThat(
                wire.send("10.223.0.9", 50_000, receiver, 4789, new byte[i % 2 == 0 ? 60 : 9000]))
            .isNull();
      }

      Await.until("all came", () -> read.get() == 2000);
    }
  }

  @Test
  void oneThatReadsNothingIsNotWaitedForForEver() throws Exception {
    try (DatagramSocket deaf = socket("127.223.0.6");
        Wire wire = new Wire()) {
      Receiver receiver = new Receiver("i-2", "10.223.0.6", new LongAdder());
      for (int i = 0; i < 1000; i++) {
        assertThat(wire.send("10.223.0.9", 50_000, receiver, 4789, new byte[1000])).isNull();
      }
      assertThat(receiver.sent()).isEqualTo(new Count(1000, 1_000_000));
      assertThat(deaf.isClosed()).isFalse();
    }
  }

  @Test
  void whatIsUnreadIsTheSumOverAllSocketsOfTheAddress(@TempDir Path folder) throws IOException {
    Path four = folder.resolve("udp");
    Path six = folder.resolve("udp6");
    Files.writeString(
        four,
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
         100: 05013C7F:12B5 00000000:0000 07 00000000:00000100 00:00000000 00000000     0
         101: 06013C7F:12B5 00000000:0000 07 00000000:00000001 00:00000000 00000000     0
         102: 05013C7F:12B6 00000000:0000 07 00000000:00000001 00:00000000 00000000     0
         103: 0100007F:0035 05013C7F:12B5 07 00000000:00000001 00:00000000 00000000     0
        """);
    Files.writeString(
        six,
        """
         200: 0000000000000000FFFF000005013C7F:12B5 00000000000000000000000000000000:0000 07 \
        00000000:00000200 00:00000000 00000000     0
        """);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.60.1.5"), 4789);

    assertThat(new ReceiveQueues(List.of(four, six)).unread(address)).hasValue(0x300);
    assertThat(new ReceiveQueues(List.of(four, folder.resolve("none"))).unread(address))
        .hasValue(0x100);
    assertThat(new ReceiveQueues(List.of(folder.resolve("none"))).unread(address)).isEmpty();
  }

  private static DatagramSocket socket(String address) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 4789));
    // what Linux gives where nobody asks for more
    socket.setReceiveBufferSize(106_496);
    return socket;
  }

  private static void readSlowly(DatagramSocket socket, AtomicLong read) {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    try {
      while (true) {
        socket.receive(packet);
        if (read.incrementAndGet() % 10 == 0) {
          Thread.sleep(1);
        }
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
