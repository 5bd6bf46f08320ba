package io.sluice.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.tunnel.Tunnel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The status object ({@code status/<machine>.json} in the mailbox); the orchestrator's engine reads
 * these very names.
 *
 * @param reason why it is not ready or degraded, empty when all is well
 * @param written when, ISO 8601 in UTC
 * @param started when the process started, ISO 8601 in UTC
 * @param packetsPerSecond in, since the status before
 * @param bitsPerSecond in, since the status before
 * @param counters totals since the start, e.g. {@code in.external.packets}, and a few numbers that
 *     go up and down, e.g. {@code capture.store.bytes}
 * @param drops by reason since the start
 * @param tools what became of packets for each tool of the config
 */
public record Status(
    String machine,
    String version,
    String configHash,
    boolean ready,
    String state,
    String reason,
    String written,
    String started,
    double packetsPerSecond,
    double bitsPerSecond,
    Map<String, Long> counters,
    Map<String, Long> drops,
    List<ToolStatus> tools) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Status of(
      String machine,
      Readiness.View view,
      Instant written,
      Instant started,
      Rates rates,
      Totals totals,
      Map<String, Long> pipeline,
      List<ToolStatus> tools) {
    Map<String, Long> counters = counters(totals);
    counters.putAll(pipeline);
    return new Status(
        machine,
        Version.TEXT,
        view.configHash(),
        view.ready(),
        view.state().name().toLowerCase(Locale.ROOT),
        view.reason(),
        written.toString(),
        started.toString(),
        rates.packetsPerSecond(),
        rates.bitsPerSecond(),
        counters,
        drops(totals),
        tools);
  }

  private static Map<String, Long> counters(Totals totals) {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Tunnel tunnel : Tunnel.values()) {
      String in = "in." + tunnel.label();
      String out = "out." + tunnel.label();
      String observed = "observed." + tunnel.label();
      counters.put(in + ".packets", totals.inPackets().getOrDefault(tunnel, 0L));
      counters.put(in + ".bytes", totals.inBytes().getOrDefault(tunnel, 0L));
      counters.put(out + ".packets", totals.outPackets().getOrDefault(tunnel, 0L));
      counters.put(out + ".bytes", totals.outBytes().getOrDefault(tunnel, 0L));
      counters.put(observed + ".packets", totals.observedPackets().getOrDefault(tunnel, 0L));
      counters.put(observed + ".bytes", totals.observedBytes().getOrDefault(tunnel, 0L));
      counters.put("kernel.drops." + tunnel.label(), totals.kernelDrops().getOrDefault(tunnel, 0L));
    }
    counters.put("queued.packets", totals.queued());
    return counters;
  }

  private static Map<String, Long> drops(Totals totals) {
    Map<String, Long> drops = new LinkedHashMap<>();
    totals.drops().forEach((reason, count) -> drops.put(reason.label(), count));
    return drops;
  }

  /** As JSON, the names as they stand here. */
  public byte[] bytes() {
    try {
      return JSON.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
