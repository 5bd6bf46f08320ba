package io.sluice.node.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.capture.CaptureSettings;
import io.sluice.node.capture.CaptureTap;
import io.sluice.node.capture.Captures;
import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.TapDatagram;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The desk in front of a capture that runs: nothing is missed, nothing comes twice. */
@Timeout(120)
class DeskOverStoreTest {
  private static final int NUMBER_AT = 42;

  @TempDir private Path state;
  private final MemoryMailbox mailbox = new MemoryMailbox();
  private final Decoder decoder = new Decoder();

  private Captures captures() {
    Captures captures =
        new Captures(
            new CaptureSettings(
                state, 8 << 20, 1 << 20, Duration.ofSeconds(60), Duration.ofMillis(50), 64 << 20),
            1);
    captures.start();
    captures.change(new CaptureConfig("", 0, 1L << 30, Duration.ofHours(1), true));
    return captures;
  }

  /** A UDP packet to the given port that carries its number. */
  private static MemorySegment packet(Arena arena, long number, int port) {
    ByteBuffer bytes = ByteBuffer.allocate(300);
    bytes.putLong(0x0200_0000_0001_0200L).putInt(0x0000_0002).putShort((short) 0x0800);
    bytes.putInt(0x4500_0000 | 286).putInt(0).putInt(0x4011_0000);
    bytes.putInt(0x0a00_0001).putInt(0x0a00_0002);
    bytes.putShort((short) 5000).putShort((short) port).putInt(266 << 16).putLong(number);
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes.array());
  }

  private void put(CaptureTap tap, Datagram datagram, long number) {
    try (Arena arena = Arena.ofConfined()) {
      TapDatagram.wrap(
          datagram, packet(arena, number, number % 10 == 0 ? 53 : 80), LinkType.ETHERNET, 901);
      Instant now = Instant.now();
      tap.packet(
          datagram,
          Tunnel.EXTERNAL,
          decoder,
          now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }
  }

  private void ask(String id, String more) {
    mailbox.objects.put(
        "search/requests.json",
        """
        {"requests": [{"id": "%s", "until": "%s", %s}]}
        """
            .formatted(id, Instant.now().plusSeconds(600), more)
            .getBytes(UTF_8));
  }

  private Answer answer(String id) throws IOException {
    byte[] bytes = mailbox.objects.get("search/" + id + "/m_0/answer.json");
    return Documents.answer(
        bytes == null ? "{\"state\": \"none\", \"problem\": \"\"}".getBytes(UTF_8) : bytes);
  }

  private List<Long> numbers(Answer answer) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < answer.chunks(); i++) {
      byte[] chunk = mailbox.objects.get("search/%s/m_0/%06d.pcapng".formatted(answer.id(), i));
      try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(chunk))) {
        while (reader.next()) {
          numbers.add(
              Long.reverseBytes(
                  reader.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, reader.at() + NUMBER_AT)));
        }
        assertThat(reader.warnings()).isEmpty();
      }
    }
    return numbers;
  }

  private static List<Long> tens(long to) {
    return LongStream.range(0, to).filter(n -> n % 10 == 0).boxed().toList();
  }

  @Test
  void aFollowedSearchOfLiveTrafficIsExactAlsoWhenTheDeskIsRestarted() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    long[] sent = new long[1];
    Captures captures = captures();
    CaptureTap tap = captures.get();
    Thread worker =
        Thread.ofPlatform()
            .start(
                () -> {
                  Datagram datagram = TapDatagram.of(Arena.ofAuto().allocate(64), 1, 0);
                  while (!stop.get()) {
                    put(tap, datagram, sent[0]++);
                    if (sent[0] % 20 == 0) {
                      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                  }
                });
    ask("a", "\"kind\": \"search\", \"filter\": \"udp port 53\", \"follow\": true");
    Holdings holdings = new StoreHoldings(captures);
    Desk first = new Desk(mailbox, holdings, "appliance test");
    first.start("m_0");
    while (answer("a").chunks() < 2) {
      Thread.sleep(20);
    }
    // As after a kill: the last answer that is there says that it runs
    Answer running = answer("a");
    first.close();
    mailbox.objects.put("search/a/m_0/answer.json", Documents.bytes(running));
    try (Desk second = new Desk(mailbox, holdings, "appliance test")) {
      second.start("m_0");
      while (answer("a").chunks() < running.chunks() + 2) {
        Thread.sleep(20);
      }
      stop.set(true);
      worker.join();
      long all = sent[0];
      assertThat(captures.counts().queueFull()).isZero();
      while (answer("a").packets() < tens(all).size()) {
        Thread.sleep(20);
      }
      assertThat(numbers(answer("a"))).isEqualTo(tens(all));

      ask("b", "\"kind\": \"search\", \"filter\": \"udp port 53\"");
      while (!answer("b").state().equals("done")) {
        Thread.sleep(20);
      }
      assertThat(numbers(answer("b"))).isEqualTo(tens(all));
      assertThat(answer("b").unread()).isEmpty();

      ask("c", "\"kind\": \"search\", \"filter\": \"udp prot 53\"");
      while (!answer("c").state().equals("failed")) {
        Thread.sleep(20);
      }
      assertThat(answer("c").problem()).startsWith("The filter cannot be used: ");

      ask("d", "\"kind\": \"hunt\", \"indicators\": [\"10.0.0.2\", \"10.9.0.0/16\"]");
      while (!answer("d").state().equals("done")) {
        Thread.sleep(20);
      }
      assertThat(answer("d").findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.indicator()).isEqualTo("10.0.0.2");
                assertThat(finding.packets()).isEqualTo(all);
                assertThat(finding.bytes()).isEqualTo(300 * all);
                assertThat(finding.flows()).isEqualTo(2);
              });
    } finally {
      stop.set(true);
      worker.join();
      captures.close();
    }
  }

  @Test
  void everySegmentIsOffloadedAndItsNameIsTheAnswers() throws Exception {
    Captures captures = captures();
    CaptureTap tap = captures.get();
    Datagram datagram = TapDatagram.of(Arena.ofAuto().allocate(64), 1, 0);
    try (Offload offload =
        new Offload(
            new OffloadSettings(state, 0, Duration.ofMillis(20), Duration.ofSeconds(20)),
            mailbox,
            captures::segments)) {
      offload.wanted(true);
      offload.start("m_0");
      for (int i = 0; i < 10_000; i++) {
        put(tap, datagram, i);
      }
      while (captures.counts().waiting() > 0) {
        Thread.sleep(5);
      }
      try (Desk desk = new Desk(mailbox, new StoreHoldings(captures), "appliance test")) {
        desk.start("m_0");
        ask("a", "\"kind\": \"search\"");
        while (!answer("a").state().equals("done")) {
          Thread.sleep(20);
        }
      }
      captures.close();
    }
    List<String> offloaded =
        mailbox.objects.keySet().stream()
            .filter(object -> object.endsWith(".pcapng") && object.startsWith("capture/m_0/"))
            .map(object -> object.substring("capture/m_0/".length()))
            .toList();
    assertThat(offloaded).hasSizeGreaterThan(2);
    assertThat(answer("a").segments()).containsExactlyInAnyOrderElementsOf(offloaded);
    List<Long> numbers = new ArrayList<>();
    for (String name : offloaded) {
      assertThat(mailbox.objects).containsKey("capture/m_0/" + name.replace(".pcapng", ".idx"));
      try (CaptureReader reader =
          CaptureFile.open(new ByteArrayInputStream(mailbox.objects.get("capture/m_0/" + name)))) {
        while (reader.next()) {
          numbers.add(
              Long.reverseBytes(
                  reader.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, reader.at() + NUMBER_AT)));
        }
      }
    }
    assertThat(numbers).isEqualTo(LongStream.range(0, 10_000).boxed().toList());
  }
}
