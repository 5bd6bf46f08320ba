package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain and compressed files, files that are no captures, and pipes. */
class CaptureFileTest {
  private static final int PACKETS = 3000;

  @TempDir private Path folder;

  static Read file(byte[] bytes) throws IOException {
    Path path = Files.createTempFile("sluice", ".pcap");
    try {
      Files.write(path, bytes);
      try (CaptureReader reader = CaptureFile.open(path)) {
        return Read.all(reader);
      }
    } finally {
      Files.delete(path);
    }
  }

  private static byte[] capture() {
    Bytes file = Bytes.little().pcap(Bytes.MICRO, 1);
    for (int i = 0; i < PACKETS; i++) {
      file.record(i, i, 40 + i % 1400, 1500);
    }
    return file.done();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[][] pieces(byte[] bytes) {
    int cut = bytes.length / 3;
    return new byte[][] {
      Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length), new byte[0]
    };
  }

  @Test
  void readsTheSameFromPlainAndCompressedFiles() throws IOException {
    byte[] plain = capture();
    Read read = file(plain);
    assertThat(read.packets()).hasSize(PACKETS);
    assertThat(read.warnings()).isEmpty();
    assertThat(file(gzip(plain))).isEqualTo(read);
    assertThat(file(Zstd.compress(plain))).isEqualTo(read);
  }

  @Test
  void readsGzipOfSeveralMembersAndZstdOfSeveralFrames() throws IOException {
    byte[] plain = capture();
    Read read = file(plain);
    byte[][] pieces = pieces(plain);
    assertThat(file(join(gzip(pieces[0]), gzip(pieces[1]), gzip(pieces[2])))).isEqualTo(read);
    byte[] skippable = Bytes.little().i32(0x184d2a50).i32(3).raw(new byte[3]).done();
    byte[] frames = join(skippable, Zstd.compress(pieces[0]), skippable, Zstd.compress(pieces[1]));
    assertThat(file(frames)).isEqualTo(read);
  }

  @Test
  void readsSeveralGzipMembersFromAPipe() throws IOException {
    byte[] plain = capture();
    byte[][] pieces = pieces(plain);
    assertThat(Read.all(join(gzip(pieces[0]), gzip(pieces[1])))).isEqualTo(file(plain));
  }

  @Test
  void givesWhatACutCompressedFileStillHolds() throws IOException {
    byte[] plain = capture();
    for (byte[] packed : new byte[][] {gzip(plain), Zstd.compress(plain)}) {
      Read read = file(Arrays.copyOf(packed, packed.length * 9 / 10));
      assertThat(read.packets()).isNotEmpty().hasSizeLessThan(PACKETS);
      assertThat(read.warnings()).singleElement().asString().contains("cut off near byte");
    }
  }

  @Test
  void saysWhereCompressedDataIsDamaged() throws IOException {
    byte[] packed = gzip(capture());
    packed[packed.length - 6] ^= 1;
    Read read = file(packed);
    assertThat(read.packets()).hasSizeGreaterThan(PACKETS - 100);
    assertThat(read.warnings()).singleElement().asString().contains("damaged", "near byte");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "snoop, 736e6f6f70000000, snoop",
    "Network Monitor, 474d4255, Network Monitor 2",
    "lz4, 04224d18, lz4",
    "xz, fd377a585a00, xz",
    "a zip, 504b0304, zip",
    "text, 23212f62696e2f7368, neither pcap nor pcapng",
    "three bytes, d4c3b2, neither pcap nor pcapng",
    "a gzip header, 1f8b0800, gzip header",
    "half a pcap header, d4c3b2a102000400, ends within",
    "half a pcapng header, 0a0d0d0a1c000000, ends within",
  })
  void saysInASentenceWhyAFileIsNotRead(String name, String start, String sentence)
      throws IOException {
    Path path = folder.resolve("file");
    Files.write(path, HexFormat.of().parseHex(start));
    assertThatThrownBy(() -> CaptureFile.open(path))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void refusesEmptyFilesAndFoldersAndMissesWhatIsNotThere() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> CaptureFile.open(empty)).hasMessage("It is empty");
    assertThatThrownBy(() -> CaptureFile.open(folder)).hasMessage("It is a directory");
    assertThatThrownBy(() -> CaptureFile.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> file(gzip("no capture".getBytes(StandardCharsets.US_ASCII))))
        .hasMessage("It is neither pcap nor pcapng");
  }

  @Test
  void aPipeGivesEachPacketWhenItHasCome() throws IOException {
    PipedOutputStream writer = new PipedOutputStream();
    try (PipedInputStream pipe = new PipedInputStream(writer)) {
      writer.write(Bytes.little().pcap(Bytes.MICRO, 1).record(1, 0, 60, 60).done());
      try (CaptureReader reader = CaptureFile.open(pipe)) {
        assertThat(reader.next()).isTrue();
        writer.write(Bytes.little().record(2, 0, 61, 61).done());
        assertThat(reader.next()).isTrue();
        assertThat(reader.captured()).isEqualTo(61);
        writer.close();
        assertThat(reader.next()).isFalse();
        assertThat(reader.warnings()).isEmpty();
      }
    }
  }
}
