package io.sluice.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real captures of many projects, with the packets that tshark counts in each. */
class CorpusTest {
  /** Where we count otherwise, how many, and for what reason. */
  private static final Map<String, Integer> OTHERWISE =
      Map.of(
          // tshark shows Custom Blocks as frames; no packet is in them
          "google+gopacket/test017.pcapng", 0,
          "google+gopacket/test018.pcapng", 4,
          "google+gopacket/test102.pcapng", 5,
          "google+gopacket/le__test102.pcapng", 5,
          "google+gopacket/test202.pcapng", 8,
          // Link types that tshark 4.0 does not know yet
          "the-tcpdump-group+tcpdump/brcm-tag-prepend.pcap", 15,
          "the-tcpdump-group+tcpdump/dsa-high-vid.pcap", 4);

  private static Path captures() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named, "captures");
  }

  private record Row(String file, int packets, String tier) {}

  private static List<Row> index() throws IOException {
    Path index = captures().resolve("INDEX.tsv");
    assumeTrue(
        Files.isReadable(index), "SKIPPED: no corpus of captures; -Dsluice.shared=DIR names it");
    return Files.readAllLines(index).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(columns -> new Row(columns[0], Integer.parseInt(columns[3]), columns[11]))
        .toList();
  }

  static Stream<Arguments> core() throws IOException {
    return index().stream()
        .filter(row -> row.tier().equals("core"))
        .map(row -> Arguments.of(row.file(), row.packets()));
  }

  private static int count(String file) throws IOException {
    int packets = 0;
    try (CaptureReader reader = CaptureFile.open(captures().resolve(file))) {
      while (reader.next()) {
        Read.bytes(reader);
        packets++;
      }
    } catch (UnreadableCaptureException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    return packets;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("core")
  void countsThePacketsThatTsharkCounts(String file, int packets) throws IOException {
    assertThat(count(file)).isEqualTo(OTHERWISE.getOrDefault(file, packets));
  }

  @Test
  void everyFileOfTheCorpusEndsWithItsPackets() throws IOException {
    List<String> others = new ArrayList<>();
    for (Row row : index()) {
      int expected = OTHERWISE.getOrDefault(row.file(), row.packets());
      int count = count(row.file());
      if (count != expected) {
        others.add("%s: %d, not %d".formatted(row.file(), count, expected));
      }
    }
    assertThat(others).isEmpty();
  }
}
