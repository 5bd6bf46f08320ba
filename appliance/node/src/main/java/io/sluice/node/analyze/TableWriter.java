package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a person wants first: how much there is, who talks most, and where the time goes. */
final class TableWriter implements FlowWriter {
  private static final List<String> HEADINGS =
      List.of(
          "a",
          "b",
          "proto",
          "app",
          "packets",
          "bytes",
          "lasted",
          "handshake",
          "resent",
          "name",
          "what happened");

  private final PrintStream out;
  private final Columns columns;
  private final TopFlows top;
  private final String by;
  private final ToLongFunction<Flow> packets;
  private final ToLongFunction<Flow> bytes;
  private final ToLongFunction<Flow> resent;
  private final ToLongFunction<Flow> protocol;
  private final Map<String, Long> flowsByProtocol = new TreeMap<>();
  private long flows;
  private long tcpPackets;
  private long tcpResent;

  TableWriter(OutputStream out, Columns columns, int most, String by) {
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    this.columns = columns;
    this.by = by;
    this.top = new TopFlows(most, columns.measure(by));
    this.packets = columns.measure("pkts");
    this.bytes = columns.measure("bytes");
    this.resent = columns.measure("retransmission");
    this.protocol = columns.measure("protocol");
  }

  @Override
  public void begin() {}

  @Override
  public void flow(Flow flow, FlowEnd end) {
    flows++;
    flowsByProtocol.merge(protocolOf(flow), 1L, Long::sum);
    if (protocol.applyAsLong(flow) == 6) {
      tcpPackets += packets.applyAsLong(flow);
      tcpResent += resent.applyAsLong(flow);
    }
    top.add(flow);
  }

  @Override
  public void end(Summary summary) throws IOException {
    out.printf(
        "%s packets, %s%s%n",
        Wording.count(summary.packets()),
        Wording.bytes(summary.bytes()),
        summary.packets() == 0
            ? ""
            : " in %s from %s"
                .formatted(
                    Wording.duration(summary.durationNanos()),
                    Instant.ofEpochSecond(0, summary.firstNanos())));
    out.printf(
        "%s flows%s%s%n",
        Wording.count(flows),
        flowsByProtocol.entrySet().stream()
            .map(entry -> "%s %s".formatted(entry.getKey(), Wording.count(entry.getValue())))
            .collect(Collectors.joining(", ", flows == 0 ? "" : ": ", "")),
        tcpPackets == 0
            ? ""
            : "; of %s TCP packets %s were sent again (%.2f %%)"
                .formatted(
                    Wording.count(tcpPackets),
                    Wording.count(tcpResent),
                    100.0 * tcpResent / tcpPackets));
    if (!summary.notCounted().isEmpty()) {
      out.println(
          summary.notCounted().entrySet().stream()
              .map(
                  entry ->
                      "%s %s"
                          .formatted(
                              entry.getKey().replace('_', ' '), Wording.count(entry.getValue())))
              .collect(Collectors.joining(", ", "not read to their ports: ", "")));
    }
    List<Flow> best = top.best();
    if (!best.isEmpty()) {
      out.printf("%n%s flows by %s:%n", best.size(), by);
      print(best);
    }
    if (out.checkError()) {
      throw new IOException("Broken pipe");
    }
  }

  private void print(List<Flow> best) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    best.forEach(flow -> rows.add(cells(flow)));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean number = i >= 4 && i <= 8;
        String gap = " ".repeat(widths[i] - row.get(i).length());
        line.append(number ? gap + row.get(i) : row.get(i) + gap).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private List<String> cells(Flow flow) {
    long handshake = columns.sum("hs_server_rtt_ns", "hs_client_rtt_ns").applyAsLong(flow);
    long lasted =
        columns.sum("last_ns").applyAsLong(flow) - columns.sum("first_ns").applyAsLong(flow);
    boolean tcp = protocol.applyAsLong(flow) == 6;
    return List.of(
        end("a", flow),
        end("b", flow),
        protocolOf(flow),
        columns.text("app", flow),
        Wording.count(packets.applyAsLong(flow)),
        Wording.bytes(bytes.applyAsLong(flow)),
        Wording.duration(lasted),
        handshake == 0 ? "" : Wording.duration(handshake),
        tcp ? Wording.count(resent.applyAsLong(flow)) : "",
        name(flow),
        columns.text("verdict", flow));
  }

  private String end(String side, Flow flow) {
    String address = columns.text(side + "_ip", flow);
    long port = columns.sum(side + "_port").applyAsLong(flow);
    if (port == 0) {
      return address;
    }
    return address.indexOf(':') >= 0 ? "[%s]:%d".formatted(address, port) : address + ":" + port;
  }

  private String name(Flow flow) {
    for (String column : List.of("sni", "http_host", "dns_name")) {
      String name = columns.text(column, flow);
      if (!name.isEmpty()) {
        return name;
      }
    }
    return "";
  }

  private String protocolOf(Flow flow) {
    int number = (int) protocol.applyAsLong(flow);
    return switch (number) {
      case 1 -> "ICMP";
      case 2 -> "IGMP";
      case 6 -> "TCP";
      case 17 -> "UDP";
      case 47 -> "GRE";
      case 50 -> "ESP";
      case 58 -> "ICMPv6";
      case 89 -> "OSPF";
      case 132 -> "SCTP";
      default -> "IP " + number;
    };
  }
}
