package io.sluice.sandbox.fabric;

/**
 * A VXLAN tunnel interface of a gateway pool.
 *
 * @param vni 24 bits
 * @param port UDP destination port, of both sides
 */
record Tunnel(int vni, int port) {}
