package io.sluice.node.http;

import io.sluice.node.export.ExportTotals;
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

  /** All metrics of an appliance. */
  public static String of(
      Totals totals, ExportTotals flows, boolean ready, String version, String configHash) {
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
    page.flows(flows);
    page.head("sluice_ready", "gauge", "1 when the probe answers 200.");
    page.line("sluice_ready", ready ? 1 : 0);
    page.head("sluice_info", "gauge", "What runs, and by which config.");
    page.line("sluice_info{version=\"%s\",config=\"%s\"}".formatted(version, configHash), 1);
    return page.text.toString();
  }

  private void flows(ExportTotals flows) {
    count("flow_records_in", "Flow records that workers told of.", flows.recordsIn());
    count(
        "flow_records_dropped",
        "Flow records that found the exporter too late.",
        flows.recordsDropped());
    count("flow_records_written", "Flow records in the store.", flows.recordsWritten());
    count(
        "flow_records_store_failed",
        "Flow records that the store did not take.",
        flows.recordsStoreFailed());
    count("flow_records_uploaded", "Flow records in the lake.", flows.recordsUploaded());
    count(
        "flow_records_lake_lost",
        "Flow records given up before they were in the lake.",
        flows.recordsLakeLost());
    count("flow_files_uploaded", "Parquet files in the lake.", flows.filesUploaded());
    count("flow_upload_failures", "Uploads of Parquet files that failed.", flows.uploadFailures());
    head("sluice_flow_files_waiting", "gauge", "Parquet files that wait for their upload.");
    line("sluice_flow_files_waiting", flows.filesWaiting());
    count("ipfix_messages", "IPFIX messages made, for each collector.", flows.ipfixMessages());
    count("ipfix_records", "Flow records in IPFIX messages.", flows.ipfixRecords());
    count(
        "ipfix_messages_failed",
        "IPFIX messages that were refused or could not be sent.",
        flows.ipfixMessagesFailed());
    count(
        "ipfix_records_failed",
        "Flow records in IPFIX messages that failed.",
        flows.ipfixRecordsFailed());
  }

  private void count(String name, String help, long value) {
    String metric = "sluice_" + name + "_total";
    head(metric, "counter", help);
    line(metric, value);
  }

  private void tunnels(String name, String help, Map<Tunnel, Long> counts) {
    counter(name, help, "tunnel", counts, Tunnel::label);
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
