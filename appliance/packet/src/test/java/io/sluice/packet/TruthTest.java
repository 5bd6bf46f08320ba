package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Captures of many projects: packets, bytes and payload of each TCP conversation are what tshark
 * counted. Conversations between the same ends are one here.
 */
class TruthTest {
  /** Encrypted by WireGuard; tshark finds the keys in the capture. */
  private static final String KEYS_INSIDE = "wireshark+wireshark/wireguard-ping-tcp-dsb.pcapng";

  private static Path captures() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named, "captures");
  }

  /** Packets, bytes, payload of one direction. */
  private static void add(Map<String, long[]> sums, String key, long packets, long b, long p) {
    long[] sum = sums.computeIfAbsent(key, k -> new long[3]);
    sum[0] += packets;
    sum[1] += b;
    sum[2] += p;
  }

  private static Map<String, long[]> truth(Path file) throws IOException {
    Map<String, long[]> sums = new TreeMap<>();
    List<String> lines = Files.readAllLines(file);
    List<String> names = List.of(lines.getFirst().split("\t", -1));
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split("\t", -1);
      String a = literal(row[names.indexOf("a_ip")]) + " " + row[names.indexOf("a_port")];
      String b = literal(row[names.indexOf("b_ip")]) + " " + row[names.indexOf("b_port")];
      for (String direction : List.of("ab", "ba")) {
        long packets = Long.parseLong(row[names.indexOf("pkts_" + direction)]);
        long bytes = Long.parseLong(row[names.indexOf("bytes_" + direction)]);
        long payload = Long.parseLong(row[names.indexOf("payload_" + direction)]);
        if (packets > 0) {
          add(sums, direction.equals("ab") ? a + " " + b : b + " " + a, packets, bytes, payload);
        }
      }
    }
    return sums;
  }

  /** In one spelling of the many that IPv6 allows. */
  private static String literal(String address) {
    return InetAddress.ofLiteral(address).getHostAddress();
  }

  private static Map<String, long[]> ours(Path file) throws IOException {
    Map<String, long[]> sums = new TreeMap<>();
    Decoder d = new Decoder(TunnelPorts.REGISTERED, Reassembly.patient());
    try (CaptureReader r = CaptureFile.open(file)) {
      while (r.next()) {
        d.decode(r.memory(), r.at(), r.captured(), r.wire(), r.linkType(), r.nanos());
        if (d.protocol() == Ports.TCP
            && d.transport() != Layers.NONE
            && d.end() - d.transport() >= Tcp.CORE_LENGTH
            && Tcp.headerLength(d.memory(), d.transport()) >= Tcp.MIN_HEADER_LENGTH) {
          String source = address(d, d.sourceHigh(), d.sourceLow()) + " " + d.sourcePort();
          String target =
              address(d, d.destinationHigh(), d.destinationLow()) + " " + d.destinationPort();
          int payload = d.transportLength() - Tcp.headerLength(d.memory(), d.transport());
          boolean known = !d.isFragment() && payload >= 0;
          add(sums, source + " " + target, 1, d.frameLength(), known ? payload : 0);
        }
      }
    }
    return sums;
  }

  private static String address(Decoder d, long high, long low) throws IOException {
    byte[] bytes =
        d.ipVersion() == 4
            ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return InetAddress.getByAddress(bytes).getHostAddress();
  }

  private static List<String> lines(Map<String, long[]> sums) {
    return sums.entrySet().stream()
        .map(e -> e.getKey() + " " + Arrays.toString(e.getValue()))
        .toList();
  }

  @Test
  void countsWhatTsharkCounts() throws IOException {
    Path captures = captures();
    assumeTrue(
        Files.isDirectory(captures.resolve("truth")),
        "SKIPPED: no captures with ground truth; -Dsluice.shared=DIR names their place");
    int files = 0;
    List<String> different = new ArrayList<>();
    for (String line : Files.readAllLines(captures.resolve("INDEX.tsv"))) {
      String file = line.substring(0, line.indexOf('\t'));
      Path truth = captures.resolve("truth").resolve(file.replace("/", "__") + ".tsv");
      if (Files.exists(truth) && !file.equals(KEYS_INSIDE)) {
        files++;
        if (!lines(ours(captures.resolve(file))).equals(lines(truth(truth)))) {
          different.add(file);
        }
      }
    }
    assertThat(files).isGreaterThan(700);
    assertThat(different).isEmpty();
  }
}
