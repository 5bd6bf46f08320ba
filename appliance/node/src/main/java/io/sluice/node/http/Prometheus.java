package io.sluice.node.http;

import io.sluice.node.broker.TargetCounts;
import io.sluice.node.broker.ToolCounts;
import io.sluice.node.tunnel.DropReason;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.tunnel.Tunnel;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Metrics in the <a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format">Prometheus
 * text format</a>.
 */
public final class Prometheus {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  private Prometheus() {}

  /**
   * All metrics of an appliance.
   *
   * @param running totals by name, e.g. {@code flows.records.in}
   * @param gauges what goes up and down, by name, e.g. {@code flows.open}
   * @param tools what became of packets for each tool
   */
  public static String of(
      Totals totals,
      Map<String, Long> running,
      Map<String, Long> gauges,
      List<ToolCounts> tools,
      boolean ready,
      String version,
      String configHash) {
    Prometheus page = new Prometheus();
    page.tunnels("in_packets", "Datagrams read from a tunnel.", totals.inPackets());
    page.tunnels("in_bytes", "UDP payload bytes read from a tunnel.", totals.inBytes());
    page.tunnels("out_packets", "Datagrams sent into a tunnel.", totals.outPackets());
    page.tunnels("out_bytes", "UDP payload bytes sent into a tunnel.", totals.outBytes());
    page.tunnels("observed_packets", "Datagrams that ended here, seen.", totals.observedPackets());
    page.tunnels(
        "observed_bytes",
        "UDP payload bytes of datagrams that ended here, seen.",
        totals.observedBytes());
    page.counter(
        "drop_packets",
        "Datagrams that went no further; in = out + observed + drops + queued.",
        "reason",
        totals.drops(),
        DropReason::label);
    page.tunnels(
        "kernel_drops",
        "Datagrams that the kernel dropped because the receive queue was full.",
        totals.kernelDrops());
    page.head("sluice_loop_errors_total", "counter", "Exceptions that reached the event loop.");
    page.line("sluice_loop_errors_total", totals.loopErrors());
    page.head("sluice_queued_packets", "gauge", "Datagrams that wait for the kernel to take them.");
    page.line("sluice_queued_packets", totals.queued());
    running.forEach((name, count) -> page.named(name, "_total", "counter", count));
    gauges.forEach((name, value) -> page.named(name, "", "gauge", value));
    page.tools(tools);
    page.head("sluice_ready", "gauge", "1 when the probe answers 200.");
    page.line("sluice_ready", ready ? 1 : 0);
    page.head("sluice_info", "gauge", "What runs, and by which config.");
    page.line("sluice_info{version=\"%s\",config=\"%s\"}".formatted(version, configHash), 1);
    return page.text.toString();
  }

  private void tunnels(String name, String help, Map<Tunnel, Long> counts) {
    counter(name, help, "tunnel", counts, Tunnel::label);
  }

  private void named(String name, String suffix, String type, long value) {
    String metric = "sluice_" + name.replace('.', '_').replace('-', '_') + suffix;
    head(metric, type, "As " + name + " in the status.");
    line(metric, value);
  }

  private void tools(List<ToolCounts> tools) {
    tool(tools, "seen_packets", "Packets that a tool was offered.", ToolCounts::seen);
    tool(tools, "matched_packets", "Packets that a tool was to get.", ToolCounts::matched);
    tool(tools, "copies", "Copies of them, one for each target.", ToolCounts::copies);
    tool(tools, "sent_packets", "Copies that the kernel took.", ToolCounts::sent);
    tool(tools, "sent_bytes", "Bytes of these, IP headers included.", ToolCounts::sentBytes);
    head("sluice_tool_drop_packets_total", "counter", "Copies that were not sent.");
    for (ToolCounts tool : tools) {
      tool.drops()
          .forEach(
              (reason, count) ->
                  line(
                      "sluice_tool_drop_packets_total{tool=\"%s\",reason=\"%s\"}"
                          .formatted(tool.name(), reason.label()),
                      count));
    }
    head("sluice_tool_queued_packets", "gauge", "Copies that wait for the tool's sender.");
    for (ToolCounts tool : tools) {
      line("sluice_tool_queued_packets{tool=\"%s\"}".formatted(tool.name()), tool.queued());
    }
    head("sluice_tool_target_up", "gauge", "1 when packets go to the target.");
    for (ToolCounts tool : tools) {
      for (TargetCounts target : tool.targets()) {
        line(
            "sluice_tool_target_up{tool=\"%s\",target=\"%s\"}"
                .formatted(tool.name(), target.target()),
            target.up() ? 1 : 0);
      }
    }
  }

  private void tool(
      List<ToolCounts> tools, String name, String help, ToLongFunction<ToolCounts> count) {
    String metric = "sluice_tool_" + name + "_total";
    head(metric, "counter", help);
    for (ToolCounts tool : tools) {
      line("%s{tool=\"%s\"}".formatted(metric, tool.name()), count.applyAsLong(tool));
    }
  }

  private <K> void counter(
      String name, String help, String key, Map<K, Long> counts, Function<K, String> label) {
    String metric = "sluice_" + name + "_total";
    head(metric, "counter", help);
    counts.forEach(
        (k, count) -> line("%s{%s=\"%s\"}".formatted(metric, key, label.apply(k)), count));
  }

  private void head(String metric, String type, String help) {
    text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
  }

  private void line(String sample, long value) {
    text.append(sample).append(' ').append(value).append('\n');
  }
}
