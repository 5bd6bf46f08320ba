package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.packet.Ethernet;
import io.sluice.packet.LinkType;
import io.sluice.packet.Ports;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.UnreadableCaptureException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever comes, shaping it throws nothing, and reads and writes nothing that is not its own. */
class PacketSoupTest {
  private static final byte[] HELLO = Made.text("GET / HTTP/1.1\r\n\r\n");

  private static final List<byte[]> SOUND =
      List.of(
          Made.frame(4711, 80, HELLO),
          Made.vxlan(5, Made.vxlan(6, Made.frame(4711, 80, HELLO))),
          Made.tagged(7, Ethernet.TYPE_IPV6, Made.ipv6(1, 2, Ports.TCP, Made.tcp(1, 2, HELLO))),
          Made.ethernet(Ethernet.TYPE_IPV6, Made.ipv6Part(1, 2, 17, 3, 0, true, HELLO)),
          Made.ethernet(Ethernet.TYPE_IPV6, Made.ipv6Part(1, 2, 17, 3, 16, false, HELLO)),
          Made.ethernet(Ethernet.TYPE_IPV4, Made.ipv4Part(1, 2, 6, 3, 0, true, HELLO)),
          Made.ethernet(Ethernet.TYPE_IPV4, Made.ipv4Part(1, 2, 6, 3, 16, false, HELLO)),
          Made.vxlan(1, Made.ethernet(0x0800, Made.ipv4Part(1, 2, 6, 3, 16, false, HELLO))),
          Made.vxlan(1, Made.ethernet(Ethernet.TYPE_ARP, new byte[28])));

  private final Shaped shaped = new Shaped();

  private static final Shape AS_IT_IS = Shaped.shape(Set.of(), Set.of(), 0);
  private static final Shape MASKED = Shaped.shape(Set.of(), EnumSet.allOf(Mask.class), 0);
  private static final Shape ALL =
      Shaped.shape(EnumSet.allOf(Strip.class), EnumSet.allOf(Mask.class), 64);

  private void shape(byte[] packet, int linkType) {
    byte[] same = shaped.of(packet, AS_IT_IS, linkType);
    byte[] masked = shaped.of(packet, MASKED, linkType);
    byte[] all = shaped.of(packet, ALL, linkType);
    if (linkType == LinkType.ETHERNET) {
      assertThat(Arrays.equals(same, packet)).isTrue();
    }
    assertThat(masked.length).isEqualTo(same.length);
    assertThat(all.length).isBetween(12, 64);
  }

  @Test
  void brokenPacketsAreShapedWithoutAFault() {
    Random random = new Random(11);
    for (int i = 0; i < 300_000; i++) {
      byte[] packet = SOUND.get(random.nextInt(SOUND.size())).clone();
      for (int change = random.nextInt(4); change > 0; change--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(3) == 0 ? random.nextInt(14, packet.length + 1) : packet.length;
      boolean bare = random.nextInt(5) == 0;
      byte[] cut = Arrays.copyOfRange(packet, bare ? 14 : 0, Math.max(length, 40));
      boolean ip = (cut[0] & 0xf0) == 0x40 || (cut[0] & 0xf0) == 0x60;
      shape(cut, bare && ip ? LinkType.RAW : LinkType.ETHERNET);
    }
  }

  @Test
  void realPacketsAreShapedWithoutAFault() throws IOException {
    Path captures = shared().resolve("captures");
    assumeTrue(
        Files.isRegularFile(captures.resolve("INDEX.tsv")),
        "SKIPPED: no captures to shape; set SLUICE_SHARED to their folder's parent");
    List<Path> files;
    try (var all = Files.walk(captures)) {
      files = all.filter(file -> file.toString().matches(".*cap(ng)?(\\.gz)?")).toList();
    }
    long packets = 0;
    for (Path file : files) {
      try (CaptureReader reader = CaptureFile.open(file)) {
        for (int i = 0; i < 2_000 && reader.next(); i++) {
          packets += shape(reader) ? 1 : 0;
        }
      } catch (UnreadableCaptureException e) {
        // Some are damaged on purpose
      }
    }
    assertThat(packets).isPositive();
    System.out.printf("%d packets of %d captures%n", packets, files.size());
  }

  private boolean shape(CaptureReader reader) {
    if (reader.linkType() != LinkType.ETHERNET || reader.captured() < 14) {
      return false;
    }
    MemorySegment bytes = reader.memory().asSlice(reader.at(), reader.captured());
    if (bytes.byteSize() < 1 << 16) {
      shape(bytes.toArray(ValueLayout.JAVA_BYTE), LinkType.ETHERNET);
    }
    return true;
  }

  private static Path shared() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named);
  }
}
