package io.sluice.engine.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An appliance's status object ({@code status/<machine>.json} in the mailbox).
 *
 * @param machine the machine's name
 * @param version of the appliance
 * @param configHash SHA-256 (hex) of the config object that it runs by, empty before the first
 * @param ready tunnels bound, config applied, tunnels equal the blueprint's, and not draining
 * @param state {@code starting}, {@code ready}, {@code degraded} or {@code draining}
 * @param reason why it is not ready, empty when it is
 * @param written when
 * @param started when the process started
 * @param packetsPerSecond in, over the last status interval
 * @param bitsPerSecond in, over the last status interval
 * @param counters totals since the start, by the metric's name ({@code in.external.packets}, ...)
 * @param drops packets that went no further, by reason, since the start
 * @param tools what became of packets for each tool; empty also where an earlier version writes
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MachineStatus(
    String machine,
    String version,
    String configHash,
    boolean ready,
    String state,
    String reason,
    Instant written,
    Instant started,
    double packetsPerSecond,
    double bitsPerSecond,
    Map<String, Long> counters,
    Map<String, Long> drops,
    List<ToolStatus> tools) {
  /** One that an earlier version wrote names no tools. */
  @SuppressWarnings("ConstantValue") // of Jackson a missing key is null
  public MachineStatus {
    tools = tools == null ? List.of() : List.copyOf(tools);
  }

  /**
   * One tool.
   *
   * @param name its name in the config
   * @param counters totals since the start, e.g. {@code sent} and {@code drops.queue-full}
   * @param down targets that get nothing, and why
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ToolStatus(String name, Map<String, Long> counters, Map<String, String> down) {
    /** Copies that did not reach a target, for whatever reason. */
    public long dropped() {
      return counters.entrySet().stream()
          .filter(each -> each.getKey().startsWith("drops."))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /**
   * Reads a status object.
   *
   * @throws IOException when the bytes are no such object, e.g. cut off
   */
  public static MachineStatus read(byte[] json) throws IOException {
    return JSON.readValue(json, MachineStatus.class);
  }
}
