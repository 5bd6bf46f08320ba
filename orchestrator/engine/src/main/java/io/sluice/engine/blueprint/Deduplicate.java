package io.sluice.engine.blueprint;

import java.time.Duration;

/**
 * Copies of a packet are not analysed, captured or given to tools. TTL or hop limit, TOS or traffic
 * class, checksums, MAC addresses and VLAN tags may differ between copies. What is forwarded is
 * forwarded all the same.
 *
 * @param window 1 ms to 1 s, in which a packet that comes again is a copy
 */
public record Deduplicate(
    @Setting(
            value = "How long after a packet the same one is taken for its copy, 1ms to 1s.",
            fallback = "50ms")
        Duration window) {
  /** The shortest window. */
  static final Duration SHORTEST = Duration.ofMillis(1);

  /** The longest window. */
  static final Duration LONGEST = Duration.ofSeconds(1);
}
