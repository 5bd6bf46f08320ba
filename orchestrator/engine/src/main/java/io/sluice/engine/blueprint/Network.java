package io.sluice.engine.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * Where the fleet lives: a network of its own ({@code addressSpace} and {@code subnet}), or a
 * subnet that exists.
 *
 * @param addressSpace IPv4 CIDR of the virtual network
 * @param subnet IPv4 CIDR inside {@code addressSpace}; the fleet and the gateway's frontend take
 *     addresses from it
 * @param existing the id of a subnet the user owns; excludes the other two
 */
public record Network(
    @Nullable String addressSpace, @Nullable String subnet, @Nullable String existing) {}
