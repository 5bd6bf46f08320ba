package io.sluice.node.http;

import io.sluice.node.tunnel.DropReason;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.tunnel.Tunnel;
import java.util.Map;
import java.util.function.Function;

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
   * @param flows running totals by name, e.g. {@code flows.records.in}
   * @param flowsOpen flows in the tables now
   * @param flowBytes memory of the tables' rows
   */
  public static String of(
      Totals totals,
      Map<String, Long> flows,
      long flowsOpen,
      long flowBytes,
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
    flows.forEach(page::flows);
    page.head("sluice_flows_open", "gauge", "Flows that are measured now.");
    page.line("sluice_flows_open", flowsOpen);
    page.head("sluice_flows_bytes", "gauge", "Memory of the flow tables' rows.");
    page.line("sluice_flows_bytes", flowBytes);
    page.head("sluice_ready", "gauge", "1 when the probe answers 200.");
    page.line("sluice_ready", ready ? 1 : 0);
    page.head("sluice_info", "gauge", "What runs, and by which config.");
    page.line("sluice_info{version=\"%s\",config=\"%s\"}".formatted(version, configHash), 1);
    return page.text.toString();
  }

  private void tunnels(String name, String help, Map<Tunnel, Long> counts) {
    counter(name, help, "tunnel", counts, Tunnel::label);
  }

  private void flows(String name, long count) {
    String metric = "sluice_" + name.replace('.', '_') + "_total";
    head(metric, "counter", "As " + name + " in the status.");
    line(metric, count);
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
