package io.sluice.node.flow;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker's table has gone through: running totals, but for {@code open} and {@code
 * tableBytes}. Every packet handed to the meter is in exactly one of the first five.
 *
 * @param measured packets counted to a flow
 * @param notIp packets without an IP header
 * @param fragments fragments that belong to no flow: of streams because only whole packets count,
 *     otherwise because the fragment with the ports was not seen
 * @param cut packets whose transport header is cut off or contradicts itself
 * @param refused packets of flows there was no room for
 * @param opened flows that were given a row
 * @param evicted flows that ended because another one needed their room
 * @param evictedUnanswered those of them that one side alone had sent, and a single packet
 * @param open flows in the table now
 * @param tableBytes memory of the table's rows outside the heap
 */
public record FlowCounts(
    long measured,
    long notIp,
    long fragments,
    long cut,
    long refused,
    long opened,
    long evicted,
    long evictedUnanswered,
    long open,
    long tableBytes) {
  public static final FlowCounts NONE = new FlowCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** These and those of another worker. */
  public FlowCounts plus(FlowCounts other) {
    return new FlowCounts(
        measured + other.measured,
        notIp + other.notIp,
        fragments + other.fragments,
        cut + other.cut,
        refused + other.refused,
        opened + other.opened,
        evicted + other.evicted,
        evictedUnanswered + other.evictedUnanswered,
        open + other.open,
        tableBytes + other.tableBytes);
  }

  /** By names for status and metrics, e.g. {@code flows.opened}; running totals alone. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("flows.packets.measured", measured);
    named.put("flows.packets.not.ip", notIp);
    named.put("flows.packets.fragments", fragments);
    named.put("flows.packets.cut", cut);
    named.put("flows.packets.refused", refused);
    named.put("flows.opened", opened);
    named.put("flows.evicted", evicted);
    named.put("flows.evicted.unanswered", evictedUnanswered);
    return named;
  }
}
