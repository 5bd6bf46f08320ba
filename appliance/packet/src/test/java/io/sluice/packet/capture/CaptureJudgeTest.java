package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tshark as a second reader of the same files; where it is not on the PATH, this is skipped. */
class CaptureJudgeTest {
  private static final int SECOND = 1_000_000_000;

  @TempDir private Path folder;

  @BeforeAll
  static void tshark() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tshark")));
    assumeTrue(there, "SKIPPED: no tshark on the PATH to judge captures");
  }

  private static ByteOrder order(Random random) {
    return random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static byte[] pcap(Random random) {
    int[] magics = {Bytes.MICRO, Bytes.NANO, Bytes.MODIFIED};
    int magic = magics[random.nextInt(3)];
    int more = magic == Bytes.MODIFIED ? 8 + 4 * random.nextInt(2) : 0;
    Bytes file = new Bytes(order(random)).pcap(magic, 1);
    for (int i = 0; i < 20; i++) {
      int length = random.nextInt(1500);
      file.i32(random.nextInt(Integer.MAX_VALUE));
      file.i32(random.nextInt(magic == Bytes.NANO ? SECOND : SECOND / 1000));
      file.i32(length).i32(length + random.nextInt(100));
      byte[] face = {0, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0};
      file.raw(Arrays.copyOf(face, more)).raw(Bytes.packet(length));
    }
    return file.done();
  }

  private static long power(int ten) {
    return ten == 0 ? 1 : 10 * power(ten - 1);
  }

  private static byte[] pcapng(Random random) {
    Bytes file = new Bytes(order(random));
    for (int section = 0; section < 3; section++) {
      file.order(order(random)).section().face(1);
      // With finer ones tshark 4.0 overflows 64 bits and shows a wrong fraction
      int resolution = random.nextInt(11);
      boolean binary = random.nextBoolean();
      int shift = random.nextInt(34);
      file.face(1, binary ? 0x80 | shift : resolution, random.nextInt(-1000, 1000));
      long units = binary ? 1L << shift : power(resolution);
      long seconds = Math.min(SECOND, Long.MAX_VALUE / 2 / units);
      for (int i = 0; i < 10; i++) {
        int length = random.nextInt(1500);
        file.enhanced(0, random.nextLong(1L << 50), length, length + random.nextInt(100));
        file.enhanced(1, random.nextLong(2000 * units, seconds * units), length, length);
        file.block(random.nextInt(0x10000, 0x20000), new byte[random.nextInt(50)]);
      }
    }
    return file.done();
  }

  private List<String> judged(byte[] capture) throws IOException, InterruptedException {
    return judged(capture, "frame.time_epoch", "frame.cap_len", "frame.len");
  }

  private List<String> judged(byte[] capture, String... fields)
      throws IOException, InterruptedException {
    Path file = folder.resolve("judged");
    Files.write(file, capture);
    Path out = folder.resolve("out");
    List<String> command =
        new ArrayList<>(List.of("tshark", "-n", "-r", file.toString(), "-T", "fields"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    Process tshark =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    tshark.waitFor();
    return Files.readAllLines(out);
  }

  private static List<String> ours(byte[] capture) throws IOException {
    Read read = CaptureFileTest.file(capture);
    assertThat(read.warnings()).isEmpty();
    return read.packets().stream()
        .map(
            packet ->
                "%d.%09d\t%d\t%d"
                    .formatted(
                        Math.floorDiv(packet.nanos(), SECOND),
                        Math.floorMod(packet.nanos(), SECOND),
                        packet.captured(),
                        packet.wire()))
        .toList();
  }

  @Test
  void tsharkReadsPcapAsWeDo() throws Exception {
    Random random = new Random(1999);
    for (int i = 0; i < 6; i++) {
      byte[] capture = pcap(random);
      assertThat(ours(capture)).hasSize(20).isEqualTo(judged(capture));
    }
  }

  @Test
  void tsharkReadsPcapngAsWeDo() throws Exception {
    Random random = new Random(2004);
    for (int i = 0; i < 6; i++) {
      byte[] capture = pcapng(random);
      assertThat(ours(capture)).hasSize(60).isEqualTo(judged(capture));
    }
  }

  @Test
  void tsharkReadsWhatWeWrite() throws Exception {
    byte[] capture = PcapngWriterTest.written(60, 61, 62);

    assertThat(ours(capture)).hasSize(3).isEqualTo(judged(capture));
    assertThat(judged(capture, "frame.interface_name", "frame.packet_flags_direction"))
        .containsExactly(
            "external vni 900\t", "external vni 901\t0x00000001", "external vni 900\t0x00000002");
  }
}
