/**
 * Packets as they stand in memory: flyweights, checksums, hashes. A pure library without threads or
 * I/O.
 *
 * <p>Everything reads a {@link java.lang.foreign.MemorySegment} at an absolute offset, because one
 * kind of access then serves a Netty buffer, a heap array, a mapped capture file of any size and a
 * buffer of a native call, without an object per packet. Accessors trust their caller: only {@link
 * io.sluice.packet.Layers} and the {@code check} methods look at lengths, and they answer with a
 * {@link io.sluice.packet.Verdict}, never with an exception.
 */
@NullMarked
package io.sluice.packet;

import org.jspecify.annotations.NullMarked;
