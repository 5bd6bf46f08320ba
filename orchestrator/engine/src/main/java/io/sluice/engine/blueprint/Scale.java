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
public record Scale(int min, int max, DataRate throughput, Duration cooldown) {}
