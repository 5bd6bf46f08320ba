package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a person wants first: how much there is, who talks most, and where the time goes. */
final class TableWriter implements FlowWriter {
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";
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
          "where the time went");
  private static final int FIRST_NUMBER = 4;
  private static final int LAST_NUMBER = 8;

  private final PrintStream out;
  private final boolean terminal;
  private final Columns columns;
  private final FlowFacts facts;
  private final int most;
  private final String by;
  private final Totalled ended;

  /**
   * @param terminal whether the table may be drawn anew while a capture grows
   * @param most flows that are shown
   * @param by the column that they come first by
   */
  TableWriter(OutputStream out, boolean terminal, Columns columns, int most, String by) {
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    this.terminal = terminal;
    this.columns = columns;
    this.facts = new FlowFacts(columns);
    this.most = most;
    this.by = by;
    this.ended = empty();
  }

  private Totalled empty() {
    return new Totalled(facts, new TopFlows(most, columns.measure(by)));
  }

  @Override
  public void begin() {}

  @Override
  public void flow(Flow flow, FlowEnd end) {
    ended.add(flow);
  }

  @Override
  public void refresh(Summary summary, Consumer<FlowSink> living) throws IOException {
    if (terminal) {
      Totalled all = empty();
      all.add(ended);
      living.accept((flow, end) -> all.add(flow));
      out.print(CLEAR);
      print(summary, all);
    }
  }

  @Override
  public void end(Summary summary) throws IOException {
    print(summary, ended);
  }

  private void print(Summary summary, Totalled all) throws IOException {
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
        Wording.count(all.flows()),
        all.flows() == 0 ? "" : ": " + listed(all.byProtocol()),
        all.tcpPackets() == 0
            ? ""
            : "; of %s TCP packets %s were sent again (%.2f %%)"
                .formatted(
                    Wording.count(all.tcpPackets()),
                    Wording.count(all.tcpResent()),
                    100.0 * all.tcpResent() / all.tcpPackets()));
    if (!summary.notCounted().isEmpty()) {
      out.println("not read to their ports: " + listed(summary.notCounted()));
    }
    List<Flow> best = all.best();
    if (!best.isEmpty()) {
      out.printf("%n%s flows by %s:%n", best.size(), by);
      table(best);
    }
    if (out.checkError()) {
      throw new IOException("Broken pipe");
    }
  }

  private static String listed(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(
            entry ->
                "%s %s"
                    .formatted(entry.getKey().replace('_', ' '), Wording.count(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  private void table(List<Flow> best) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    best.forEach(flow -> rows.add(facts.cells(flow)));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String gap = " ".repeat(widths[i] - row.get(i).length());
        boolean number = i >= FIRST_NUMBER && i <= LAST_NUMBER;
        line.append(number ? gap + row.get(i) : row.get(i) + gap).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
