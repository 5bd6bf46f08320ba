/**
 * The fast tier: tunnels over AF_XDP sockets, through the kernel's own interfaces and nothing else
 * (no libbpf, no native code of ours).
 *
 * <p>A small program of ours, assembled here ({@link io.sluice.node.xdp.Classifier}), looks at each
 * frame where the interface hands it to the kernel. Whole UDP datagrams to a tunnel's port go into
 * the memory of an AF_XDP socket; everything else (fragments, IP options, VLAN tags, frames too
 * large for that memory, ARP, SSH) goes on to the kernel, and the portable sockets, which stay
 * bound, serve what of it is theirs. A datagram that is sent on is rewritten where it lies and
 * leaves by the same interface, to the station that it came from.
 */
@NullMarked
package io.sluice.node.xdp;

import org.jspecify.annotations.NullMarked;
