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
    @Setting(
            value = "IPv4 address range of the virtual network that is created.",
            pattern = Cidr.PATTERN,
            form = Cidr.FORM)
        @Nullable String addressSpace,
    @Setting(
            value =
                "IPv4 range inside addressSpace. The fleet and the gateway's frontend take"
                    + " addresses from it.",
            pattern = Cidr.PATTERN,
            form = Cidr.FORM)
        @Nullable String subnet,
    @Setting("The id of a subnet that you own, instead of addressSpace and subnet.")
        @Nullable String existing) {}
