package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture that another program still writes. */
class FollowedCaptureTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void create() throws IOException {
    path = Files.createFile(folder.resolve("growing.pcap"));
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(path, bytes, StandardOpenOption.APPEND);
  }

  private static byte[] start() {
    return Bytes.little().pcap(Bytes.MICRO, 1).done();
  }

  private static byte[] record(int length) {
    return Bytes.little().record(1, 0, length, length).done();
  }

  @Test
  void waitsForTheHeaderAndForEachPacket() throws IOException {
    try (FollowedCapture capture = CaptureFile.follow(path, SHORT)) {
      assertThat(capture.next()).isFalse();
      append(Arrays.copyOf(start(), 10));
      assertThat(capture.next()).isFalse();
      append(Arrays.copyOfRange(start(), 10, 24));
      assertThat(capture.next()).isFalse();
      append(record(60));
      assertThat(capture.next()).isTrue();
      assertThat(Read.bytes(capture)).isEqualTo(Bytes.packet(60));
      assertThat(capture.next()).isFalse();
      assertThat(capture.ended()).isFalse();
      assertThat(capture.warnings()).isEmpty();
    }
  }

  @Test
  void waitsForTheRestOfAHalfWrittenPacket() throws IOException {
    append(start());
    try (FollowedCapture capture = CaptureFile.follow(path, SHORT)) {
      byte[] record = record(60);
      for (int i = 0; i < record.length; i++) {
        assertThat(capture.next()).isFalse();
        append(new byte[] {record[i]});
      }
      assertThat(capture.next()).isTrue();
      assertThat(Read.bytes(capture)).isEqualTo(Bytes.packet(60));
      assertThat(capture.warnings()).isEmpty();
    }
  }

  @Test
  void waitsForTheRestOfAHalfWrittenBlock() throws IOException {
    byte[] file = Bytes.little().section().face(1).enhanced(0, 1, 4, 4).enhanced(0, 2, 8, 8).done();
    int packets = 0;
    try (FollowedCapture capture = CaptureFile.follow(path, SHORT)) {
      for (byte next : file) {
        append(new byte[] {next});
        packets += capture.next() ? 1 : 0;
      }
      assertThat(packets).isEqualTo(2);
      assertThat(capture.warnings()).isEmpty();
    }
  }

  @Test
  void beginsAnewWhenTheFileIsCut() throws IOException {
    append(start());
    append(record(60));
    try (FollowedCapture capture = CaptureFile.follow(path, SHORT)) {
      assertThat(capture.next()).isTrue();
      Files.write(path, start());
      assertThat(capture.next()).isFalse();
      append(record(61));
      assertThat(capture.next()).isTrue();
      assertThat(capture.captured()).isEqualTo(61);
      assertThat(capture.warnings()).singleElement().asString().contains("cut to 24 bytes");
    }
  }

  @Test
  void readsTheOldFileToItsEndAndThenTheOneThatTookItsName() throws IOException {
    append(start());
    append(record(60));
    try (FollowedCapture capture = CaptureFile.follow(path, SHORT)) {
      assertThat(capture.next()).isTrue();
      append(record(61));
      Path old = folder.resolve("growing.pcap.1");
      Files.move(path, old, StandardCopyOption.ATOMIC_MOVE);
      assertThat(capture.next()).isTrue();
      assertThat(capture.captured()).isEqualTo(61);
      assertThat(capture.next()).isFalse();
      Files.write(old, record(62), StandardOpenOption.APPEND);
      assertThat(capture.next()).isTrue();
      Files.write(path, start());
      assertThat(capture.next()).isFalse();
      append(record(63));
      assertThat(capture.next()).isTrue();
      assertThat(capture.captured()).isEqualTo(63);
      assertThat(capture.warnings()).singleElement().asString().contains("Another file");
    }
  }

  @Test
  void anInterruptEndsWaiting() throws IOException {
    append(start());
    try (FollowedCapture capture = CaptureFile.follow(path, LONG)) {
      Thread.currentThread().interrupt();
      assertThat(capture.next()).isFalse();
      assertThat(capture.ended()).isTrue();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void damageEndsIt() throws IOException {
    append(start());
    append(Bytes.little().i32(1).i32(0).i32(-1).i32(0).done());
    try (FollowedCapture capture = CaptureFile.follow(path, LONG)) {
      assertThat(capture.next()).isFalse();
      assertThat(capture.ended()).isTrue();
      assertThat(capture.warnings()).hasSize(1);
    }
  }

  @Test
  void refusesWhatIsNoCapture() throws IOException {
    append("this is not a capture at all".getBytes(StandardCharsets.US_ASCII));
    try (FollowedCapture capture = CaptureFile.follow(path, LONG)) {
      assertThatThrownBy(capture::next).isInstanceOf(UnreadableCaptureException.class);
    }
  }
}
