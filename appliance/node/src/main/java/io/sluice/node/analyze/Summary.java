package io.sluice.node.analyze;

import java.util.List;
import java.util.Map;

/**
 * What was read in all.
 *
 * @param packets that the files hold
 * @param bytes of them on the wire
 * @param firstNanos time of the earliest packet, since 1970; {@link Long#MAX_VALUE} without any
 * @param lastNanos time of the latest packet
 * @param notCounted packets that belong to no flow, by reason; only reasons that occurred
 * @param warnings what was wrong with the files, a sentence each
 */
record Summary(
    long packets,
    long bytes,
    long firstNanos,
    long lastNanos,
    Map<String, Long> notCounted,
    List<String> warnings) {

  long durationNanos() {
    return packets == 0 ? 0 : lastNanos - firstNanos;
  }
}
