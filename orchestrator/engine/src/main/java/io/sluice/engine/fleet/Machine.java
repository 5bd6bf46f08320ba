package io.sluice.engine.fleet;

import org.jspecify.annotations.Nullable;

/**
 * One machine of the fleet.
 *
 * @param name the cloud's name of it, which is also the name of its status object
 * @param state what the cloud says of it, e.g. {@code Succeeded} or {@code Creating}
 * @param current whether it runs the fleet's current model (size, image, bundle, boot document);
 *     false while a rollout has yet to reach it
 * @param status what the appliance on it last wrote to the mailbox, or null if nothing yet
 */
public record Machine(String name, String state, boolean current, @Nullable MachineStatus status) {}
