/**
 * Tunnel input and output: UDP sockets, VXLAN, GENEVE, and what becomes of each datagram.
 *
 * <p>{@link io.sluice.node.tunnel.Tunnels} is what a config asks for: a bump in the wire ({@link
 * io.sluice.node.tunnel.InlineTunnels}), or a {@link io.sluice.node.tunnel.MirrorTunnel} whose
 * packets end here or go back. It gives a {@link io.sluice.node.tunnel.Route} for each socket: the
 * tunnel that datagrams come by, the {@link io.sluice.node.tunnel.Treatment} of each, and where
 * they go on to, if anywhere.
 *
 * <p>There is a {@link io.sluice.node.tunnel.Worker} for each core, with its own event loop,
 * sockets, counters and treatments; nothing in here is shared between threads unless it says so. By
 * {@link io.sluice.node.tunnel.Steering} the kernel gives a worker both directions of an inner
 * flow. Sockets (a {@link io.sluice.node.tunnel.Tier}, or a {@link io.sluice.node.tunnel.FastPath}
 * beside it) and decision ({@code Worker}, {@code Treatment}) are apart: memory and numbers go in,
 * and out by an {@link io.sluice.node.tunnel.Outlet}.
 */
@NullMarked
package io.sluice.node.tunnel;

import org.jspecify.annotations.NullMarked;
