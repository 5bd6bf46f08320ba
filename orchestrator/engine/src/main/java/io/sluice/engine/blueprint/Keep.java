package io.sluice.engine.blueprint;

import java.time.Duration;

/**
 * Bounds of what an appliance keeps; whichever is reached first, the oldest goes.
 *
 * @param size of the packets and their indexes on each appliance, never exceeded; two segments of
 *     64 MiB at least
 * @param age 1 minute to a year
 */
public record Keep(
    @Setting("Most that an appliance keeps, such as 50 GB; its disk must have the room.")
        DataSize size,
    @Setting(value = "How long packets are kept where the size allows it.", fallback = "24h")
        Duration age) {
  /** One segment that is being written and one that can be searched. */
  static final DataSize SMALLEST = new DataSize(2L * 64 << 20);

  /** The shortest age. */
  static final Duration SHORTEST = Duration.ofMinutes(1);
}
