package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tshark as a second reader of the same headers; where it is not on the PATH, this is skipped. */
class GeneveJudgeTest {
  private static final List<String> FIELDS =
      List.of(
          "geneve.version",
          "geneve.flags.oam",
          "geneve.flags.critical",
          "geneve.proto_type",
          "geneve.vni",
          "geneve.option.class",
          "geneve.option.type",
          "geneve.option.length");

  @TempDir private Path folder;

  @BeforeAll
  static void tshark() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tshark")));
    assumeTrue(there, "SKIPPED: no tshark on the PATH to judge GENEVE headers");
  }

  /** Sound headers: any flags, types, networks and options, in front of nothing. */
  private static byte[] header(Random random) {
    ByteBuffer options = ByteBuffer.allocate(252);
    for (int left = random.nextInt(64); left > 0; ) {
      int words = random.nextInt(Math.min(left, 32));
      options.putShort((short) random.nextInt(0x10000)).put((byte) random.nextInt(0x100));
      options.put((byte) words);
      for (int i = 0; i < words; i++) {
        options.putInt(random.nextInt());
      }
      left -= 1 + words;
    }
    options.flip();
    return ByteBuffer.allocate(8 + options.limit())
        .put((byte) (options.limit() / 4))
        .put((byte) (random.nextInt(4) << 6))
        .putShort((short) 0x6558)
        .putInt(random.nextInt() & 0xffff_ff00)
        .put(options)
        .array();
  }

  /** A capture file (LINKTYPE_RAW) of IPv4 and UDP to port 6081 around each header. */
  private Path capture(List<byte[]> headers) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    file.putInt(65_535).putInt(101);
    for (byte[] header : headers) {
      int length = 28 + header.length;
      file.putInt(0).putInt(0).putInt(length).putInt(length);
      ByteBuffer packet = ByteBuffer.allocate(length);
      packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
      packet.put((byte) 64).put((byte) 17).putShort((short) 0).putInt(0x0a000001);
      packet.putInt(0x0a000002).putShort((short) 50_000).putShort((short) 6081);
      packet.putShort((short) (8 + header.length)).putShort((short) 0).put(header);
      file.put(packet.array());
    }
    file.flip();
    byte[] bytes = new byte[file.limit()];
    file.get(bytes);
    return Files.write(folder.resolve("geneve.pcap"), bytes);
  }

  private List<String> judged(Path capture) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString()));
    command.addAll(List.of("-Y", "geneve", "-T", "fields", "-E", "separator=|"));
    FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
    Process tshark =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    int status = tshark.waitFor();
    assertThat(status).as(Files.readString(folder.resolve("err"))).isZero();
    // Versions of tshark write booleans in two ways
    return Files.readAllLines(folder.resolve("out")).stream()
        .map(line -> line.replace("|True", "|1").replace("|False", "|0"))
        .toList();
  }

  private static String ours(MemorySegment memory, long header) {
    List<String> classes = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<String> lengths = new ArrayList<>();
    // tshark's field of an option's length is that of all options, too, and that one comes first
    lengths.add(String.valueOf(Geneve.optionsLength(memory, header)));
    long end = header + Geneve.headerLength(memory, header);
    for (long at = header + Geneve.OPTIONS; at < end; at += GeneveOption.length(memory, at)) {
      classes.add("0x%04x".formatted(GeneveOption.optionClass(memory, at)));
      types.add("0x%02x".formatted(GeneveOption.type(memory, at)));
      lengths.add(String.valueOf(GeneveOption.length(memory, at)));
    }
    return String.join(
        "|",
        String.valueOf(Geneve.version(memory, header)),
        Geneve.isControl(memory, header) ? "1" : "0",
        Geneve.hasCriticalOption(memory, header) ? "1" : "0",
        "0x%04x".formatted(Geneve.protocolType(memory, header)),
        "0x%06x".formatted(Geneve.vni(memory, header)),
        String.join(",", classes),
        String.join(",", types),
        String.join(",", lengths));
  }

  /** The GENEVE headers in a little-endian capture file of Ethernet frames, in order. */
  private static List<String> ours(Path capture) throws IOException {
    MemorySegment file = MemorySegment.ofArray(Files.readAllBytes(capture));
    ByteBuffer lengths = file.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<String> found = new ArrayList<>();
    Layers layers = new Layers();
    for (int at = 24; at < lengths.limit(); ) {
      int length = lengths.getInt(at + 8);
      at += 16;
      Verdict verdict = layers.parse(file, at, length);
      long geneve = layers.transport() + Udp.HEADER_LENGTH;
      if (verdict == Verdict.OK
          && layers.protocol() == Ports.UDP
          && Ports.destination(file, layers.transport()) == 6081
          && Geneve.check(file, geneve, at + length - geneve) == Verdict.OK) {
        found.add(ours(file, geneve));
      }
      at += length;
    }
    return found;
  }

  @Test
  void tsharkReadsAThousandHeadersAsWeDo() throws Exception {
    Random random = new Random(8926);
    List<byte[]> headers = Stream.generate(() -> header(random)).limit(1_000).toList();

    assertThat(headers)
        .allSatisfy(
            bytes ->
                assertThat(Geneve.check(MemorySegment.ofArray(bytes), 0, bytes.length))
                    .isEqualTo(Verdict.OK));
    assertThat(judged(capture(headers)))
        .containsExactlyElementsOf(
            headers.stream().map(bytes -> ours(MemorySegment.ofArray(bytes), 0)).toList());
  }

  /** Captures of other projects, where {@code SLUICE_SHARED} names their place. */
  @Test
  void tsharkReadsOthersCapturesAsWeDo() throws Exception {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    assumeTrue(named != null, "SKIPPED: no captures with GENEVE; set SLUICE_SHARED");
    Path captures = Path.of(String.valueOf(named), "captures");
    int packets = 0;
    for (String line : Files.readAllLines(captures.resolve("INDEX.tsv"))) {
      if (line.contains("tunnel:geneve") && line.contains("\tEthernet\tpcap-le\t")) {
        Path capture = captures.resolve(line.substring(0, line.indexOf('\t')));
        List<String> ours = ours(capture);
        packets += ours.size();
        assertThat(ours).as(capture.toString()).containsExactlyElementsOf(judged(capture));
      }
    }
    assertThat(packets).isGreaterThan(20);
  }
}
