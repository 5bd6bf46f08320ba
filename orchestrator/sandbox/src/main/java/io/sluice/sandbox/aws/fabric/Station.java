package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Eni;

/**
 * An interface of a running instance, as one end of a conversation.
 *
 * @param mirrored it is the source of a session
 * @param appliance its instance gets mirrored packets
 */
public record Station(Eni eni, boolean mirrored, boolean appliance) {}
