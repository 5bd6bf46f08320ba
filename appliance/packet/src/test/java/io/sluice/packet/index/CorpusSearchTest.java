package io.sluice.packet.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.packet.LinkType;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.UnreadableCaptureException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real captures of many projects in one store: what the index finds is what asking each packet
 * finds, for addresses and ports that stand anywhere in them.
 */
class CorpusSearchTest {
  private static final int PACKETS_OF_ONE = 60;
  private static final int PACKETS_OF_SEGMENT = 3000;
  private static final int FILTERS = 40;

  @TempDir private Path store;
  private final Random random = new Random(5);

  private static Path captures() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named, "captures");
  }

  private static List<Path> files() throws IOException {
    Path index = captures().resolve("INDEX.tsv");
    assumeTrue(
        Files.isReadable(index), "SKIPPED: no corpus of captures; -Dsluice.shared=DIR names it");
    return Files.readAllLines(index).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .filter(columns -> columns[11].equals("core"))
        .map(columns -> captures().resolve(columns[0]))
        .toList();
  }

  private static void read(Path file, List<Stored> packets) throws IOException {
    try (CaptureReader reader = CaptureFile.open(file)) {
      for (int i = 0; i < PACKETS_OF_ONE && reader.next(); i++) {
        byte[] bytes =
            reader.memory().asSlice(reader.at(), reader.captured()).toArray(ValueLayout.JAVA_BYTE);
        if (reader.linkType() == LinkType.ETHERNET || reader.linkType() == LinkType.RAW) {
          packets.add(
              new Stored(bytes, reader.wire(), reader.linkType(), i % 3 - 1, packets.size()));
        }
      }
    } catch (UnreadableCaptureException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void theIndexHidesNoPacketOfRealCaptures() throws Exception {
    List<Stored> packets = new ArrayList<>();
    int segments = 0;
    int found = 0;
    for (Path file : files()) {
      read(file, packets);
      if (packets.size() >= PACKETS_OF_SEGMENT) {
        found += searched(packets);
        packets.clear();
        segments++;
      }
    }
    found += searched(packets);
    assertThat(segments).isPositive();
    assertThat(found).isGreaterThan(segments * FILTERS);
  }

  private int searched(List<Stored> packets) throws Exception {
    Stored.index(Stored.segment(store.resolve("1.pcapng"), packets));
    int found = 0;
    for (int i = 0; i < FILTERS; i++) {
      String filter = leaf(packets);
      filter =
          switch (random.nextInt(4)) {
            case 0 -> filter + " and " + leaf(packets);
            case 1 -> filter + " or " + leaf(packets);
            default -> filter;
          };
      List<Long> expected = Stored.matching(packets, filter).stream().map(Stored::nanos).toList();
      assertThat(Stored.found(Stored.search(store, filter)).stream().map(Stored::nanos))
          .as(filter)
          .containsExactlyElementsOf(expected);
      found += expected.size();
    }
    return found;
  }

  private String leaf(List<Stored> packets) {
    ByteBuffer packet = ByteBuffer.wrap(packets.get(random.nextInt(packets.size())).bytes());
    if (packet.limit() < 40) {
      return "ip";
    }
    // Where addresses and ports stand without a tag, and anywhere
    int[] places = {26, 30, 12, 16, random.nextInt(packet.limit() - 4)};
    int address = packet.getInt(places[random.nextInt(places.length)]);
    int port = packet.getShort(random.nextBoolean() ? 34 : 36) & 0xffff;
    String host =
        "%d.%d.%d.%d"
            .formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    return switch (random.nextInt(8)) {
      case 0, 1 -> "host " + host;
      case 2 -> "inner host " + host;
      case 3 -> "port " + port;
      case 4 -> "inner port " + port;
      case 5 -> "vlan " + random.nextInt(200);
      case 6 -> "vni " + (packet.getInt(packet.limit() > 54 ? 46 : 4) >>> 8);
      default -> "geneve and host " + host;
    };
  }
}
