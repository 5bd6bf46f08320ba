package io.sluice.node.export;

import static io.sluice.node.export.Collected.address;
import static io.sluice.node.export.Collected.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpfixTest {
  private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
  private static final int OCTETS = 1;
  private static final int PACKETS = 2;
  private static final int OCTET_TOTAL = 85;

  private final ExportCounts counts = new ExportCounts();
  private Collected collected;
  private Instant now = Instant.ofEpochSecond(1_800_000_000);

  @BeforeEach
  void listen() throws IOException {
    collected = new Collected();
  }

  @AfterEach
  void close() {
    collected.close();
  }

  private IpfixSender sender(Collector collector) {
    return new IpfixSender(collector, ANY, 77, counts);
  }

  private Traffic traffic(IpfixSender sender) {
    Lane lane = new Lane(3, new RowRing(2, 0), List.of(), new Earlier(1_000));
    Told told = new Told();
    sender.tick(now);
    return new Traffic(
        (flow, end) -> {
          sender.record(told.of(lane, flow, end, 0), now);
          sender.tick(now);
        });
  }

  @Test
  void aConversationIsOneRecordWithBothDirections() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      traffic.tcp("10.1.0.1", 40_000, "10.2.0.2", 443, Traffic.SYN, 100, 0);
      traffic.tcp("10.2.0.2", 443, "10.1.0.1", 40_000, Traffic.SYN | Traffic.ACK, 0, 0);
      traffic.tcp("10.1.0.1", 40_000, "10.2.0.2", 443, Traffic.ACK, 101, 500);
      traffic.tcp("10.2.0.2", 443, "10.1.0.1", 40_000, Traffic.RST, 1, 0);
      traffic.flush();
      sender.send(now);
    }

    Map<Integer, ByteBuffer> record = collected.take(1).records.getFirst();
    assertThat(address(record, 8)).isEqualTo("10.1.0.1");
    assertThat(address(record, 12)).isEqualTo("10.2.0.2");
    assertThat(number(record, 7)).isEqualTo(40_000);
    assertThat(number(record, 11)).isEqualTo(443);
    assertThat(number(record, 4)).isEqualTo(6);
    assertThat(number(record, PACKETS)).isEqualTo(2);
    assertThat(number(record, OCTETS)).isEqualTo(54 + 554);
    assertThat(number(record, -PACKETS)).isEqualTo(2);
    assertThat(number(record, -OCTETS)).isEqualTo(108);
    assertThat(number(record, 6)).as("SYN and ACK").isEqualTo(0x12);
    assertThat(number(record, -6)).as("SYN, RST and ACK").isEqualTo(0x16);
    assertThat(number(record, 239)).as("a began").isEqualTo(1);
    assertThat(number(record, 136)).as("forced end").isEqualTo(4);
    assertThat(number(record, 148)).isEqualTo(3L << 32);
    assertThat(collected.domain).isEqualTo(77);
  }

  @Test
  void instantsAreToldToTheNanosecondAsNtpCountsThem() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      traffic.udp(1, 10).udp(1, 10).flush();
      sender.send(now);
    }

    Map<Integer, ByteBuffer> record = collected.take(1).records.getFirst();
    long seconds = Traffic.START / 1_000_000_000 + 2_208_988_800L;
    assertThat(number(record, 156)).isEqualTo(seconds << 32);
    assertThat(number(record, 157) - number(record, 156))
        .isEqualTo((1_000_000L << 32) / 1_000_000_000);
  }

  @Test
  void flowsOfIpv6HaveTheirOwnTemplate() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      traffic.udp6("2001:db8::1", "2001:db8::2", 30).udp(5, 10).flush();
      sender.send(now);
    }

    Map<Integer, ByteBuffer> record = collected.take(2).records.getFirst();
    assertThat(address(record, 27)).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(address(record, 28)).isEqualTo("2001:db8:0:0:0:0:0:2");
    assertThat(number(record, OCTETS)).isEqualTo(14 + 40 + 8 + 30);
    assertThat(record).doesNotContainKey(6);
  }

  @Test
  void messagesStayWithinTheMtuAndSayHowManyRecordsCameBefore() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      for (int flow = 0; flow < 1_000; flow++) {
        traffic.udp(flow, flow);
      }
      traffic.flush();
      sender.send(now);
    }
    collected.take(1_000);

    assertThat(collected.sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(1_400));
    assertThat(collected.sequences).isSorted().startsWith(0L, 0L);
    assertThat(collected.records.stream().mapToLong(each -> number(each, OCTETS)).sum())
        .isEqualTo(1_000 * 42L + 999 * 1_000 / 2);
    assertThat(counts.ipfixRecords.get()).isEqualTo(1_000);
    assertThat(counts.ipfixMessagesFailed.get()).isZero();
  }

  @Test
  void aLongFlowsReportsCarryWhatIsNewAndWhatItIsInAll() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      traffic.udp(1, 100).udp(1, 100).after(12).udp(1, 100).flush();
      sender.send(now);
    }
    collected.take(2);

    assertThat(collected.records)
        .extracting(each -> number(each, OCTETS))
        .containsExactly(284L, 142L);
    assertThat(collected.records)
        .extracting(each -> number(each, OCTET_TOTAL))
        .containsExactly(284L, 426L);
    assertThat(collected.records).extracting(each -> number(each, 136)).containsExactly(2L, 4L);
  }

  @Test
  void templatesComeFirstAndAgainEveryMinute() throws Exception {
    try (IpfixSender sender = sender(collected.collector());
        Traffic traffic = traffic(sender)) {
      for (int second = 0; second < 130; second++) {
        traffic.udp(second, 1).flush();
        now = now.plusSeconds(1);
        sender.tick(now);
      }
    }
    collected.take(130);

    assertThat(collected.templateMessages).isEqualTo(3);
  }

  @Test
  void whereNobodyListensNothingBlocksAndWhatIsRefusedIsCounted() throws Exception {
    int port = collected.socket.getLocalPort();
    collected.close();
    try (IpfixSender sender = sender(new Collector("127.0.0.1", port));
        Traffic traffic = traffic(sender)) {
      for (int i = 0; i < 50; i++) {
        traffic.udp(i, 1).flush();
        now = now.plusSeconds(2);
        sender.tick(now);
      }
    }

    assertThat(counts.ipfixRecords.get()).isEqualTo(50);
    assertThat(counts.ipfixRecordsFailed.get()).isBetween(40L, 50L);
    assertThat(counts.ipfixMessagesFailed.get()).isLessThanOrEqualTo(counts.ipfixMessages.get());
  }

  @Test
  void aCollectorThatComesLateIsSentTemplatesWithinSeconds() throws Exception {
    Collector at = collected.collector();
    collected.close();
    try (IpfixSender sender = sender(at);
        Traffic traffic = traffic(sender)) {
      for (int i = 0; i < 3; i++) {
        traffic.udp(i, 1).flush();
        now = now.plusSeconds(2);
        sender.tick(now);
      }
      try (Collected late = new Collected(at.port())) {
        now = now.plusSeconds(5);
        traffic.udp(9, 1).flush();
        sender.send(now);
        assertThat(late.take(1).records).hasSize(1);
      }
    }
  }

  @Test
  void anAddressThatIsNotKnownLosesRecordsCounted() throws Exception {
    try (IpfixSender sender = sender(new Collector("collector.invalid", 4739));
        Traffic traffic = traffic(sender)) {
      traffic.udp(1, 1).flush();
      sender.send(now);
    }

    assertThat(counts.ipfixRecordsFailed.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "udp://10.40.9.20:4739, 10.40.9.20, 4739",
    "udp://10.40.9.20, 10.40.9.20, 4739",
    "udp://[2001:db8::5]:2055, 2001:db8::5, 2055",
    "udp://collector.example.com:9995, collector.example.com, 9995"
  })
  void collectorsAreNamedByUrl(String url, String host, int port) {
    assertThat(Collector.parse(url)).isEqualTo(new Collector(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://10.0.0.1:4739",
        "10.0.0.1:4739",
        "udp://10.0.0.1:0",
        "udp://10.0.0.1:65536",
        "udp://10.0.0.1:4739/path",
        "udp://me@10.0.0.1:4739",
        "udp://",
        "udp:// x",
        ""
      })
  void whatIsNoCollectorIsRefused(String url) {
    assertThatThrownBy(() -> Collector.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`" + url + "` is not of the form udp://HOST:PORT");
  }
}
