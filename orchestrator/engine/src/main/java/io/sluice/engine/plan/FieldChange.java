package io.sluice.engine.plan;

import org.jspecify.annotations.Nullable;

/**
 * One difference between what is wanted and what the cloud has.
 *
 * @param path within the record, e.g. {@code tunnels.internal.vni} or {@code
 *     rules[https].frontendPort}
 * @param before as the cloud has it, {@code (none)} if absent
 * @param after as wanted, {@code (none)} if it goes
 * @param why why it cannot be done in place, or null if it can
 * @param traffic what the change does to packets in flight, or null if nothing
 */
public record FieldChange(
    String path,
    String before,
    String after,
    Effect effect,
    @Nullable String why,
    @Nullable String traffic) {
  /** How far a difference reaches. */
  public enum Effect {
    IN_PLACE,
    REPLACES,
    REFUSED
  }
}
