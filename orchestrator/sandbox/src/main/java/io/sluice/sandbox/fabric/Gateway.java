package io.sluice.sandbox.fabric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frontend of a gateway load balancer with what its HA-ports rule leads to.
 *
 * @param id the frontend's id in lower case
 * @param ip its private address
 * @param external null while the pool has no such tunnel interface
 * @param targets with the probe of the rule
 */
record Gateway(
    String id,
    String name,
    String ip,
    @Nullable Tunnel internal,
    @Nullable Tunnel external,
    List<Watch> targets) {}
