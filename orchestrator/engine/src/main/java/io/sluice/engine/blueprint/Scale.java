package io.sluice.engine.blueprint;

import java.time.Duration;

/**
 * Between which sizes the cloud scales the fleet, and on what.
 *
 * @param min machines at least, 1 or more
 * @param max machines at most, not below {@code min}
 * @param throughput per appliance; above it the fleet grows
 * @param cooldown after a scaling before the next
 */
public record Scale(
    @Setting(value = "Machines at least.", min = 1, max = Integer.MAX_VALUE) int min,
    @Setting(value = "Machines at most.", min = 1, max = Integer.MAX_VALUE) int max,
    @Setting("Throughput per appliance, such as 1.5 Gbps. Above it the fleet grows.")
        DataRate throughput,
    @Setting(value = "Time after a scaling before the next.", fallback = "5m") Duration cooldown) {}
