/**
 * Capture files: pcap and pcapng, plain or compressed, whole, damaged or still growing are read;
 * pcapng is written.
 *
 * <p>The only room of this library that does I/O, and only when asked to.
 *
 * <p>tshark is the peer: packets, lengths and times are as it shows them, and where it ends within
 * a damaged file. It was seen (4.0.17, over 1,167 captures) to differ in this:
 *
 * <ul>
 *   <li>pcapng's Custom Blocks and a few other blocks without a packet are frames to it; not to us.
 *   <li>A Simple Packet Block has no time; {@link CaptureReader#nanos} is 0, its field is empty.
 *   <li>A fraction of a second beyond a second (only in broken files) carries into the seconds
 *       here; it prints the seconds unchanged and overflows 32 bits.
 *   <li>pcapng times of a resolution finer than 10^-10 s overflow 64 bits there.
 *   <li>pcapng times of 2^63 units and more are before 1970 here, and far in the future there.
 *   <li>Files of a link type that it does not know are refused there and read here.
 * </ul>
 */
@NullMarked
package io.sluice.packet.capture;

import org.jspecify.annotations.NullMarked;
