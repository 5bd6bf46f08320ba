package io.sluice.node;

import io.sluice.node.broker.TargetCounts;
import io.sluice.node.broker.ToolCounts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One tool in the status object.
 *
 * @param name its name in the config
 * @param counters totals since the start, e.g. {@code sent} and {@code drops.queue-full}
 * @param down targets that get nothing, and why
 */
public record ToolStatus(String name, Map<String, Long> counters, Map<String, String> down) {
  private static final String PREFIX = "tool.";

  static ToolStatus of(ToolCounts tool) {
    Map<String, Long> counters = new LinkedHashMap<>();
    tool.named().forEach((name, value) -> counters.put(name.substring(PREFIX.length()), value));
    Map<String, String> down = new LinkedHashMap<>();
    for (TargetCounts target : tool.targets()) {
      if (!target.up()) {
        down.put(target.target(), target.why());
      }
    }
    return new ToolStatus(tool.name(), counters, down);
  }
}
