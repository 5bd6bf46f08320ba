package io.sluice.engine.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the fleet does with the packets that it sees. A change of it reaches running appliances by
 * their config; no machine is replaced.
 *
 * @param deduplicate null where every packet counts, however often it is seen
 * @param capture which packets are kept, or null where none are
 * @param tools that get packets, each its own
 * @param flows where what was measured of flows goes, or null where nobody wants it
 */
public record Pipeline(
    @Setting("Packets that are seen twice, as where both ends are mirrored, count once.")
        @Nullable Deduplicate deduplicate,
    @Setting("Which packets each appliance keeps, so that they can be searched.")
        @Nullable Capture capture,
    @Setting(value = "Who else gets packets: a list of tools, each by its name.", fallback = "[]")
        List<Tool> tools,
    @Setting("Flow records: how often, and where they go.") @Nullable FlowRecords flows) {
  /** Most tools; each has memory of its own on every appliance. */
  static final int MOST_TOOLS = 16;
}
