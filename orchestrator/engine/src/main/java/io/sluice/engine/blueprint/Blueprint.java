package io.sluice.engine.blueprint;

import java.util.List;

/**
 * What should be seen, not which cloud objects make it so. One blueprint, one cloud, one fleet.
 *
 * @param blueprint the stack's name: 2 to 40 of a-z, 0-9 and {@code -}, starting with a letter
 */
public record Blueprint(
    @Setting(
            value = "The stack's name. Every cloud object of it is named and tagged by it.",
            pattern = "[a-z][a-z0-9-]{0,38}[a-z0-9]",
            form = "2 to 40 of a-z, 0-9 and -, starting with a letter and not ending with -")
        String blueprint,
    @Setting("Where in Azure the stack is built.") Azure azure,
    @Setting("Where the fleet lives.") Network network,
    @Setting("Where packets come from.") List<Source> sources,
    @Setting(value = "The gateway load balancer that hands packets to the fleet.", fallback = "{}")
        Gateway gateway,
    @Setting("The fleet.") Appliances appliances) {}
