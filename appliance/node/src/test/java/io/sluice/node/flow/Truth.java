package io.sluice.node.flow;

import io.sluice.packet.Decoder;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tshark says of real captures, beside what the worker says of them: the terms of {@code
 * compare.py}, in one process.
 */
final class Truth {
  private static final List<String> KEY =
      List.of("ipv", "a_ip", "a_port", "b_ip", "b_port", "first_ns");
  static final List<String> EXACT =
      both(
          List.of("client", "last_ns", "hs_server_rtt_ns", "hs_client_rtt_ns"),
          List.of("pkts", "bytes", "payload", "syn", "synack", "fin", "rst"));
  static final List<String> VERDICTS =
      both(
          List.of(),
          TcpVerdicts.MEANINGS.stream()
              .map(TcpVerdicts.Meaning::name)
              .filter(name -> !List.of("window_update", "reused_ports").contains(name))
              .filter(name -> !"zero_window_probe_ack".equals(name))
              .toList());
  static final List<String> UNJUDGED =
      both(List.of(), List.of("zero_window_probe_ack", "window_update", "reused_ports"));

  private final Path captures;

  /** Flows that agree, by column. */
  final Map<String, Integer> agree = new TreeMap<>();

  /** What differs, in words. */
  final List<String> differences = new ArrayList<>();

  int files;
  int flows;
  int identical;
  int missing;
  int extra;

  Truth(Path captures) {
    this.captures = captures;
  }

  private static List<String> both(List<String> single, List<String> ofDirection) {
    List<String> names = new ArrayList<>(single);
    ofDirection.forEach(name -> names.addAll(List.of(name + "_ab", name + "_ba")));
    return names;
  }

  /** The captures that have a truth, of one tier or, where it is empty, of all. */
  List<String> captures(String tier) throws IOException {
    List<String> names = new ArrayList<>();
    for (Map<String, String> row : table(captures.resolve("INDEX.tsv"))) {
      String name = row.getOrDefault("file", "");
      if (Files.exists(truthOf(name)) && (tier.isEmpty() || tier.equals(row.get("tier")))) {
        names.add(name);
      }
    }
    return names;
  }

  private Path truthOf(String name) {
    return captures.resolve("truth").resolve(name.replace("/", "__") + ".tsv");
  }

  void compare(String name) throws IOException {
    files++;
    Map<List<String>, Map<String, String>> ours = measure(captures.resolve(name));
    for (Map<String, String> want : table(truthOf(name))) {
      flows++;
      List<String> key = KEY.stream().map(want::get).toList();
      Map<String, String> told = ours.remove(key);
      if (told == null) {
        missing++;
        differences.add(name + ": no flow " + key);
      } else if (same(name, key, want, told)) {
        identical++;
      }
    }
    extra += ours.size();
    ours.keySet().forEach(key -> differences.add(name + ": nobody has seen flow " + key));
  }

  private boolean same(
      String name, List<String> key, Map<String, String> want, Map<String, String> told) {
    List<String> wrong = new ArrayList<>();
    for (List<String> group : List.of(EXACT, VERDICTS)) {
      for (String column : group) {
        if (same(column, want.getOrDefault(column, ""), told.getOrDefault(column, ""))) {
          agree.merge(column, 1, Integer::sum);
        } else {
          wrong.add(column + " " + told.get(column) + " for " + want.get(column));
        }
      }
    }
    boolean identical = wrong.isEmpty();
    for (String column : UNJUDGED) {
      if (!same(column, want.getOrDefault(column, ""), told.getOrDefault(column, ""))) {
        wrong.add("(" + column + " " + told.get(column) + " for " + want.get(column) + ")");
      }
    }
    if (!wrong.isEmpty()) {
      differences.add(name + " #" + want.get("stream") + " " + key + ": " + wrong);
    }
    return identical;
  }

  private static boolean same(String column, String want, String told) {
    if (column.startsWith("hs_") && !want.isEmpty() && !told.isEmpty()) {
      return Math.abs(Long.parseLong(want) - Long.parseLong(told)) <= 1000;
    }
    return want.equals(told);
  }

  /** TCP flows by key, each with every column as text. */
  static Map<List<String>, Map<String, String>> measure(Path capture) throws IOException {
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    List<Column> columns = FlowColumns.core();
    FlowSettings settings = new FlowSettings(1 << 20, Long.MAX_VALUE, Long.MAX_VALUE, true);
    FlowSink sink =
        (flow, end) -> {
          if (flow.protocol() == FlowMeter.TCP) {
            Map<String, String> row = new HashMap<>();
            columns.forEach(column -> row.put(column.name(), text(column, flow)));
            rows.put(KEY.stream().map(row::get).toList(), row);
          }
        };
    try (FlowMeter meter = new FlowMeter(settings, sink);
        CaptureReader reader = CaptureFile.open(capture)) {
      Reassembly reassembly = new Reassembly(4_096, 1 << 24, Duration.ofDays(36_500));
      Decoder decoder = new Decoder(TunnelPorts.REGISTERED, reassembly);
      while (reader.next()) {
        decoder.decode(
            reader.memory(),
            reader.at(),
            reader.captured(),
            reader.wire(),
            reader.linkType(),
            reader.nanos());
        meter.packet(decoder, reader.nanos());
      }
      meter.flush();
    }
    return rows;
  }

  static String text(Column column, Flow flow) {
    return switch (column) {
      case Column.Text text -> text.of().apply(flow);
      case Column.Number number -> {
        long value = number.of().applyAsLong(flow);
        yield value == number.absent() ? "" : Long.toString(value);
      }
    };
  }

  private static List<Map<String, String>> table(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      String[] names = lines.getFirst().split("\t", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        Map<String, String> row = new HashMap<>();
        String[] values = line.split("\t", -1);
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
          row.put(names[i], values[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Per cent of flows that agree, in the worst of these columns. */
  double worst(List<String> columns) {
    return columns.stream()
        .mapToDouble(column -> 100.0 * agree.getOrDefault(column, 0) / (flows - missing))
        .min()
        .orElse(0);
  }
}
