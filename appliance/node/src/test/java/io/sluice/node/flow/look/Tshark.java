package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A second reader of captures, and the captures. */
final class Tshark {
  private static final List<String> ENDS =
      List.of(
          "frame.protocols",
          "ip.src",
          "ip.dst",
          "ipv6.src",
          "ipv6.dst",
          "tcp.srcport",
          "tcp.dstport",
          "udp.srcport",
          "udp.dstport",
          "tcp.analysis.retransmission");

  private Tshark() {}

  /** Captures of other projects that are small enough to be judged, with any of these inside. */
  static List<Path> captures(Set<String> contents) throws IOException {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    assumeTrue(named != null, "SKIPPED: no captures to judge looks by; set SLUICE_SHARED");
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tshark")));
    assumeTrue(there, "SKIPPED: no tshark on the PATH to judge looks");
    Path folder = Path.of(String.valueOf(named), "captures");
    List<Path> captures = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("INDEX.tsv"))) {
      String[] row = line.split("\t", -1);
      boolean fits = Stream.of(row[10].split("[ ,;]+", -1)).anyMatch(contents::contains);
      if (fits && "core".equals(row[11])) {
        captures.add(folder.resolve(row[0]));
      }
    }
    return captures;
  }

  /** Per frame that the filter lets through: fields with all of their values. */
  static List<Map<String, List<String>>> read(
      Path capture, String filter, boolean streams, List<String> fields) throws Exception {
    List<String> all = new ArrayList<>(ENDS);
    all.addAll(fields);
    List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString()));
    command.addAll(List.of("-o", "tcp.desegment_tcp_streams:" + (streams ? "TRUE" : "FALSE")));
    command.addAll(List.of("-Y", filter + " && !icmp && !icmpv6"));
    command.addAll(List.of("-T", "fields", "-E", "aggregator=|"));
    all.forEach(field -> command.addAll(List.of("-e", field)));
    Path out = Files.createTempFile("tshark", ".out");
    Process tshark =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // Not 0 also for captures that are damaged at their end
    assertThat(tshark.waitFor()).isLessThanOrEqualTo(2);
    List<Map<String, List<String>>> frames = new ArrayList<>();
    for (String line : Files.readString(out, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String[] values = line.split("\t", -1);
      Map<String, List<String>> frame = new HashMap<>();
      for (int i = 0; i < values.length && !line.isEmpty(); i++) {
        frame.put(
            all.get(i), values[i].isEmpty() ? List.of() : List.of(values[i].split("\\|", -1)));
      }
      if (!frame.isEmpty()) {
        frames.add(frame);
      }
    }
    Files.delete(out);
    return frames;
  }

  /** Both ends of the innermost packet, in whatever direction it goes. */
  static Set<String> ends(Map<String, List<String>> frame) {
    String protocols = last(frame, "frame.protocols");
    String ip = protocols.lastIndexOf(":ipv6:") > protocols.lastIndexOf(":ip:") ? "ipv6" : "ip";
    String ports = last(frame, "tcp.srcport").isEmpty() ? "udp" : "tcp";
    return new TreeSet<>(
        List.of(
            last(frame, ip + ".src") + " " + ports + last(frame, ports + ".srcport"),
            last(frame, ip + ".dst") + " " + ports + last(frame, ports + ".dstport")));
  }

  static Set<String> ends(Map<String, String> row, String protocol) {
    return new TreeSet<>(
        List.of(
            row.get("a_ip") + " " + protocol + row.get("a_port"),
            row.get("b_ip") + " " + protocol + row.get("b_port")));
  }

  static List<String> values(Map<String, List<String>> frame, String field) {
    return frame.getOrDefault(field, List.of());
  }

  static String last(Map<String, List<String>> frame, String field) {
    List<String> values = values(frame, field);
    return values.isEmpty() ? "" : values.getLast();
  }

  static boolean isCopy(Map<String, List<String>> frame) {
    return !values(frame, "tcp.analysis.retransmission").isEmpty();
  }
}
