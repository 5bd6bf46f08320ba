package io.sluice.node.dedup;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the packets that were looked at, since the start.
 *
 * @param packets looked at
 * @param copies of a packet that came within the window before: they went no further
 * @param copyBytes of those copies
 * @param forgotten packets whose place was needed before their window had passed: a copy that came
 *     later was taken for new
 */
public record DedupCounts(long packets, long copies, long copyBytes, long forgotten) {
  /** Nothing yet. */
  public static final DedupCounts NONE = new DedupCounts(0, 0, 0, 0);

  DedupCounts plus(DedupCounts other) {
    return new DedupCounts(
        packets + other.packets,
        copies + other.copies,
        copyBytes + other.copyBytes,
        forgotten + other.forgotten);
  }

  /** By the names of the status. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("dedup.packets", packets);
    named.put("dedup.copies", copies);
    named.put("dedup.copies.bytes", copyBytes);
    named.put("dedup.forgotten", forgotten);
    return named;
  }
}
