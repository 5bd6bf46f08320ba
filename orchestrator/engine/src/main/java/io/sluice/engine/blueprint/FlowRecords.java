package io.sluice.engine.blueprint;

import java.time.Duration;
import java.util.List;

/**
 * Records of flows: one when a flow ends, and one every interval while it goes on.
 *
 * @param interval 10 s to 1 h; a shorter one shows long flows sooner and makes more records
 * @param ipfix collectors, each {@code udp://HOST[:PORT]} (RFC 7011, port 4739 unless said), at
 *     most four; each gets every record of every appliance
 * @param lake whether records go to the mailbox as Parquet, under {@code lake/flows/}, a folder for
 *     each day and hour
 */
public record FlowRecords(
    @Setting(value = "How often a flow that goes on is told of, 10s to 1h.", fallback = "60s")
        Duration interval,
    @Setting(
            value = "Collectors of IPFIX over UDP, such as udp://10.40.9.20:4739.",
            pattern =
                "udp://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:[0-9]{1,5})?",
            form = "a collector's address of the form udp://HOST:PORT",
            fallback = "[]")
        List<String> ipfix,
    @Setting(
            value = "Whether records go to the mailbox's lake/ as Parquet, by day and hour.",
            fallback = "true")
        boolean lake) {
  /** The shortest interval. */
  static final Duration SHORTEST = Duration.ofSeconds(10);

  /** The longest interval. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** Most collectors. */
  static final int MOST_COLLECTORS = 4;
}
