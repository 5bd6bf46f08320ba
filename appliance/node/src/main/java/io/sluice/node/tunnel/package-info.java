/**
 * Tunnel input and output: UDP sockets, VXLAN, GENEVE, and what becomes of each datagram.
 *
 * <p>{@link io.sluice.node.tunnel.Tunnels} is what a config asks for: a bump in the wire ({@link
 * io.sluice.node.tunnel.InlineTunnels}), or a {@link io.sluice.node.tunnel.MirrorTunnel} whose
 * packets end here or go back. It gives a {@link io.sluice.node.tunnel.Route} for each socket: the
 * tunnel that datagrams come by, the {@link io.sluice.node.tunnel.Treatment} of each, and where
 * they go on to, if anywhere.
 *
 * <p>One event loop owns the sockets, the counters and the treatments; nothing in here is shared
 * between threads unless it says so. Sockets ({@link io.sluice.node.tunnel.Dataplane}) and decision
 * ({@code Treatment}) are apart, so that either can be replaced by a faster or a richer one.
 */
@NullMarked
package io.sluice.node.tunnel;

import org.jspecify.annotations.NullMarked;
