package io.sluice.engine.fleet;

import org.jspecify.annotations.Nullable;

/**
 * One machine of the fleet.
 *
 * @param name the cloud's name of it, which is also the name of its status object
 * @param state what the cloud says of it, e.g. {@code Succeeded} or {@code Creating}
 * @param status what the appliance on it last wrote to the mailbox, or null if nothing yet
 */
public record Machine(String name, String state, @Nullable MachineStatus status) {}
