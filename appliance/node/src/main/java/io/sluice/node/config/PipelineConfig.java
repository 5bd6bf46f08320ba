package io.sluice.node.config;

import io.sluice.node.broker.ToolConfig;
import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.export.FlowsConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the packets that tunnels bring.
 *
 * @param deduplicate the window in which a packet that comes again is a copy, or null to take every
 *     packet for itself
 * @param capture which packets are kept, or null where none are
 * @param tools that get packets
 * @param flows where flow records go, or null where nobody wants any
 */
public record PipelineConfig(
    @Nullable Duration deduplicate,
    @Nullable CaptureConfig capture,
    List<ToolConfig> tools,
    @Nullable FlowsConfig flows) {
  /** Packets are only forwarded, or counted. */
  public static final PipelineConfig NONE = new PipelineConfig(null, null, List.of(), null);
}
