/**
 * Capture files: pcap and pcapng, plain or compressed, whole, damaged or still growing.
 *
 * <p>The only room of this library that does I/O, and only when asked to.
 */
@NullMarked
package io.sluice.packet.capture;

import org.jspecify.annotations.NullMarked;
