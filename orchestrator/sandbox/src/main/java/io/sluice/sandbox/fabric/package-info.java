/**
 * Moves real VXLAN datagrams (RFC 7348) over loopback the way Azure does: public frontend, gateway
 * load balancer, external tunnel, appliance, internal tunnel, backend, and back. It probes, keeps
 * flows on their target, and counts every packet that goes no further under one reason.
 */
@NullMarked
package io.sluice.sandbox.fabric;

import org.jspecify.annotations.NullMarked;
