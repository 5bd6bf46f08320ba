package io.sluice.node.hunt;

/**
 * An indicator that was seen.
 *
 * @param indicator as it was asked for
 * @param packets of all flows that it was seen in, both directions
 * @param bytes of these on the wire
 * @param flows that it was seen in, as the meter has them: one that was silent for five minutes and
 *     goes on is two
 * @param firstNanos of the earliest packet of these flows, since 1970
 * @param lastNanos of the latest
 */
public record Finding(
    String indicator, long packets, long bytes, long flows, long firstNanos, long lastNanos) {}
