package io.sluice.sandbox.fabric;

/**
 * A member of a backend pool.
 *
 * @param name of the instance, the network interface or the pool's address entry
 * @param ip in the emulated cloud
 */
record Member(String name, String ip) {}
