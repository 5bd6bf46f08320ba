/**
 * Tunnel input and output: UDP sockets, VXLAN, and what becomes of each datagram.
 *
 * <p>One event loop owns the sockets, the counters and the {@link io.sluice.node.tunnel.Forwarder};
 * nothing in here is shared between threads unless it says so. Sockets ({@link
 * io.sluice.node.tunnel.Dataplane}) and decision ({@code Forwarder}) are apart, so that either can
 * be replaced by a faster or a richer one.
 */
@NullMarked
package io.sluice.node.tunnel;

import org.jspecify.annotations.NullMarked;
