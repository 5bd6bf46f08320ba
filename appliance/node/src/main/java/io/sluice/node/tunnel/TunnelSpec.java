package io.sluice.node.tunnel;

/**
 * One VXLAN tunnel of an inline appliance.
 *
 * @param vni network identifier, 24 bits (RFC 7348)
 * @param port UDP port on which the appliance and the gateway receive
 */
public record TunnelSpec(int vni, int port) {}
