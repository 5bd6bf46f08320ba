package io.sluice.engine.blueprint;

/**
 * The fleet.
 *
 * @param size the cloud's machine size, e.g. {@code Standard_D4s_v5}
 */
public record Appliances(
    @Setting(
            value = "The cloud's machine size, such as Standard_D4s_v5.",
            pattern = "[A-Za-z][A-Za-z0-9_.-]{0,79}",
            form = "a machine size such as Standard_D4s_v5")
        String size,
    @Setting("Between which sizes the cloud scales the fleet, and on what.") Scale scale) {}
