package io.sluice.node.broker;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of packets for one tool since the start, however often its config has changed since.
 * {@code seen = filtered + sampled + matched}; {@code copies = sent + drops + queued}.
 *
 * @param name of the tool
 * @param seen packets that it was offered
 * @param filtered that its filter did not want
 * @param sampled that are of flows outside of its sample
 * @param matched that it was to get
 * @param copies of these: one for each target of a tool that replicates, otherwise one
 * @param sent copies that the kernel took
 * @param sentBytes of these, IP headers included
 * @param drops copies by reason; every reason is a key
 * @param queued copies that wait for the sender
 * @param targets each with its state
 */
public record ToolCounts(
    String name,
    long seen,
    long filtered,
    long sampled,
    long matched,
    long copies,
    long sent,
    long sentBytes,
    Map<ToolDrop, Long> drops,
    long queued,
    List<TargetCounts> targets) {

  /** Copies dropped for any reason. */
  public long dropped() {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }

  /** By names for status and metrics, e.g. {@code tool.drops.queue-full}. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("tool.seen", seen);
    named.put("tool.filtered", filtered);
    named.put("tool.sampled", sampled);
    named.put("tool.matched", matched);
    named.put("tool.copies", copies);
    named.put("tool.sent", sent);
    named.put("tool.sent.bytes", sentBytes);
    named.put("tool.queued", queued);
    drops.forEach((reason, count) -> named.put("tool.drops." + reason.label(), count));
    named.put("tool.targets", (long) targets.size());
    named.put("tool.targets.up", targets.stream().filter(TargetCounts::up).count());
    return named;
  }

  /** These and those of an earlier config of the same tool; the targets are these. */
  ToolCounts after(ToolCounts earlier) {
    Map<ToolDrop, Long> sum = new EnumMap<>(drops);
    earlier.drops.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return new ToolCounts(
        name,
        seen + earlier.seen,
        filtered + earlier.filtered,
        sampled + earlier.sampled,
        matched + earlier.matched,
        copies + earlier.copies,
        sent + earlier.sent,
        sentBytes + earlier.sentBytes,
        sum,
        queued + earlier.queued,
        targets);
  }
}
