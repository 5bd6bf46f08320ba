/**
 * The language of pcap-filter(7) with two words of ours: {@code vni N} and {@code inner PRIMITIVE}.
 * A filter is parsed into the tree that an index plans by, made into the program that libpcap would
 * make of it, and that into bytecode: one answer per packet, without an allocation.
 *
 * <p>libpcap is the judge of what an expression means. Where its answer surprises (a {@code vlan}
 * shifts what comes after it, even behind an {@code or}), ours is the same.
 */
@NullMarked
package io.sluice.packet.filter;

import org.jspecify.annotations.NullMarked;
