package io.sluice.engine.blueprint;

/**
 * One VXLAN tunnel.
 *
 * @param vni VXLAN network identifier, 24 bits (RFC 7348); the two tunnels' differ
 * @param port UDP destination port; the two tunnels' differ and neither is 4789, which Azure
 *     refuses
 */
public record Tunnel(
    @Setting(value = "VXLAN network identifier, 24 bits.", min = 0, max = 16_777_215) int vni,
    @Setting(value = "UDP destination port.", min = 1, max = 65_535) int port) {}
