package io.sluice.node.export;

import java.time.Duration;
import java.util.List;

/**
 * What a config says of flow records ({@code flows} in {@code config/appliance.yaml}).
 *
 * @param interval how often a flow that goes on is told of, 10 s to 1 h
 * @param ipfix collectors that are told of every record
 * @param lake whether records go to the mailbox's {@code lake/} as Parquet
 */
public record FlowsConfig(Duration interval, List<Collector> ipfix, boolean lake) {
  public static final Duration SHORTEST = Duration.ofSeconds(10);
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Collectors at most: each gets every record, from one thread. */
  public static final int MOST_COLLECTORS = 4;

  /**
   * @throws IllegalArgumentException out of bounds; the message is a clause
   */
  public FlowsConfig {
    ipfix = List.copyOf(ipfix);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "flows.intervalSeconds %d is not between %d and %d"
              .formatted(interval.toSeconds(), SHORTEST.toSeconds(), LONGEST.toSeconds()));
    }
    if (ipfix.size() > MOST_COLLECTORS) {
      throw new IllegalArgumentException(
          "flows.ipfix names %d collectors, and %d is the most"
              .formatted(ipfix.size(), MOST_COLLECTORS));
    }
  }
}
