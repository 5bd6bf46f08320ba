package io.sluice.engine.blueprint;

/**
 * The fleet.
 *
 * @param size the cloud's machine size, e.g. {@code Standard_D4s_v5}
 */
public record Appliances(String size, Scale scale) {}
