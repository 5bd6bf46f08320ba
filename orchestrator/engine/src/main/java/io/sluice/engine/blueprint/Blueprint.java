package io.sluice.engine.blueprint;

import java.util.List;

/**
 * What should be seen, not which cloud objects make it so. One blueprint, one cloud, one fleet.
 *
 * @param blueprint the stack's name: 2 to 40 of a-z, 0-9 and {@code -}, starting with a letter
 */
public record Blueprint(
    String blueprint,
    Azure azure,
    Network network,
    List<Source> sources,
    Gateway gateway,
    Appliances appliances) {}
