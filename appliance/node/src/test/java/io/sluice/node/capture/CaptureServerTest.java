package io.sluice.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API on the Unix domain socket, as a client meets it. */
class CaptureServerTest {
  private static final CaptureConfig CONFIG = Rig.config(64 << 20);

  @TempDir private Path state;

  private Path socket() {
    return state.resolve("sluice.sock");
  }

  /** An answer: head and body, and what stands behind a body in chunks. */
  private record Told(String head, byte[] body, String trailers) {
    int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    List<Long> numbers() throws IOException {
      List<Long> numbers = new ArrayList<>();
      try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(body))) {
        while (reader.next()) {
          numbers.add(
              reader
                  .memory()
                  .get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, reader.at() + 14));
        }
      }
      return numbers;
    }
  }

  private SocketChannel asked(String request) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    channel.write(ByteBuffer.wrap((request + "\r\n").getBytes(StandardCharsets.UTF_8)));
    return channel;
  }

  private Told ask(String request) throws IOException {
    try (SocketChannel channel = asked(request)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteBuffer some = ByteBuffer.allocate(1 << 16);
      while (channel.read(some.clear()) >= 0) {
        all.write(some.array(), 0, some.position());
      }
      return told(all.toByteArray());
    }
  }

  private static Told told(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n") + 4;
    if (!text.substring(0, head).contains("chunked")) {
      return new Told(
          text.substring(0, head), java.util.Arrays.copyOfRange(bytes, head, bytes.length), "");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = head;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int length = Integer.parseInt(text.substring(at, line), 16);
      if (length == 0) {
        return new Told(text.substring(0, head), body.toByteArray(), text.substring(line + 2));
      }
      body.write(bytes, line + 2, length);
      at = line + 2 + length + 2;
    }
  }

  private static String get(String path) {
    return "GET %s HTTP/1.1\r\nHost: appliance\r\n".formatted(path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void aSearchStreamsWhatMatchesAndTellsHowMuchItWas() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      rig.putAll(0, 0, 2_000, 200);
      rig.awaitSettled();

      Told all = ask(get("/search"));
      assertThat(all.status()).isEqualTo(200);
      assertThat(all.numbers()).isEqualTo(numbers(0, 2_000));
      assertThat(all.trailers()).startsWith("Sluice-Packets: 2000\r\nSluice-Problems: \r\n");
      // The number's lowest byte stands first
      Told some = ask(get("/search?filter=" + encoded("ether proto 0x88b5 and ether[14] = 7")));
      assertThat(some.numbers()).containsExactly(7L, 263L, 519L, 775L, 1031L, 1287L, 1543L, 1799L);
      assertThat(ask(get("/search?to=2001-01-01T00:00:00Z")).numbers()).isEmpty();
    }
  }

  @Test
  void aFilterThatIsNoneIsRefusedWithACaretUnderTheError() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      Told told = ask(get("/search?filter=" + encoded("tcp prot 80")));

      assertThat(told.status()).isEqualTo(400);
      assertThat(told.text()).startsWith("The filter is refused: ").contains("tcp prot 80\n    ^");
    }
  }

  @Test
  void aFollowedSearchGoesOnWithWhatComes() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      rig.putAll(0, 0, 10, 200);
      rig.awaitSettled();
      try (SocketChannel channel = asked(get("/search?follow"))) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        readUntil(channel, all, 10);
        rig.putAll(0, 10, 20, 200);
        readUntil(channel, all, 20);
      }
      // Whoever left is not searched for any more
      Rig.await(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::isSearching));
    }
  }

  private boolean isSearching(Thread thread) {
    return thread.getName().equals("capture-api-peer");
  }

  private static void readUntil(SocketChannel channel, ByteArrayOutputStream all, int packets)
      throws IOException {
    ByteBuffer some = ByteBuffer.allocate(1 << 16);
    while (packets(all) < packets) {
      assertThat(channel.read(some.clear())).isPositive();
      all.write(some.array(), 0, some.position());
    }
  }

  /** By the blocks' lengths, which stand in front and behind: 200 bytes and 44 around these. */
  private static int packets(ByteArrayOutputStream all) {
    String text = all.toString(StandardCharsets.ISO_8859_1);
    return text.split("\u0006\0\0\0\u00f4\0\0\0", -1).length - 1;
  }

  @Test
  void whatIsWrongWithARequestIsSaid() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      assertThat(ask(get("/")).status()).isEqualTo(404);
      assertThat(ask("POST /search HTTP/1.1\r\n").status()).isEqualTo(405);
      assertThat(ask("nonsense\r\n").status()).isEqualTo(400);
      assertThat(ask(get("/search?from=yesterday")).text()).contains("is no time");
      assertThat(ask(get("/search?in=elsewhere")).status()).isEqualTo(400);
      assertThat(ask("POST /keep?before=-1 HTTP/1.1\r\n").status()).isEqualTo(400);
    }
  }

  @Test
  void theStatusTellsWhatIsCounted() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      rig.putAll(0, 0, 100, 200);
      rig.awaitSettled();

      JsonNode status = new ObjectMapper().readTree(ask(get("/status")).text());
      assertThat(status.at("/problem").asText()).isEmpty();
      assertThat(status.at("/counts/capture.durable").asLong()).isEqualTo(100);
      assertThat(status.at("/durableThrough").asText()).startsWith("2027-01-15T08:00:00.00");
    }
  }

  @Test
  void aSpanIsKeptListedAndLetGo() throws IOException {
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG);
        CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
      rig.putAll(0, 0, 100, 200);
      rig.awaitSettled();
      rig.captures.change(Rig.config(65 << 20));
      Rig.await(() -> rig.captures.segments().size() == 1);
      String form = "around=2027-01-15T08:00:00Z&before=5&after=5&why=a+test";

      Told kept =
          ask("POST /keep HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s".formatted(form.length(), form));
      assertThat(kept.status()).isEqualTo(200);
      String id = new ObjectMapper().readTree(kept.text()).at("/id").asText();
      assertThat(ask(get("/keep")).text()).contains("\"why\":\"a test\"");
      assertThat(ask(get("/search?in=kept")).numbers()).isEqualTo(numbers(0, 100));
      assertThat(ask("DELETE /keep?id=%s HTTP/1.1\r\n".formatted(encoded(id))).status())
          .isEqualTo(200);
      assertThat(ask(get("/search?in=kept")).numbers()).isEmpty();
      assertThat(ask("DELETE /keep?id=../x HTTP/1.1\r\n").status()).isEqualTo(404);
    }
  }

  @Test
  void theSocketIsItsOwnersAndReplacesOneThatWasLeft() throws IOException {
    Files.write(socket(), new byte[0]);
    try (Rig rig = new Rig(state, Disk.LINUX, 1).started(CONFIG)) {
      try (CaptureServer _ = new CaptureServer(socket(), rig.captures)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
            .isEqualTo("rw-------");
        assertThat(ask(get("/status")).status()).isEqualTo(200);
      }
      assertThat(socket()).doesNotExist();
    }
  }
}
