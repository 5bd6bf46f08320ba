/**
 * Times of a TCP conversation seen mid-path, in the product's own definitions: is it the network,
 * the server or the client?
 *
 * <p>t(x) is when packet x passed the probe. The client sent the SYN, or was sent the SYN-ACK;
 * where neither was seen it is the side with the higher port. New data are bytes beyond the highest
 * sequence number seen in their direction. What tshark's rules say stands in other columns, which
 * are the same as tshark's; these differ from it on purpose:
 *
 * <ul>
 *   <li><b>Server handshake</b>: t(SYN-ACK) - t(SYN it answers). Of several SYNs the echo of a
 *       timestamp names it, or nothing is told but that it is ambiguous. tshark takes the last SYN.
 *   <li><b>Client handshake</b>: t(first packet of the client that acknowledges the SYN-ACK) -
 *       t(last SYN-ACK before); ambiguous where there were several; flagged where that packet has
 *       payload, because the client then waited for its own application. tshark's {@code
 *       initial_rtt} is the sum of both, but ends at the first packet with ACK from either side,
 *       even a reset, and takes 0 for unknown.
 *   <li><b>Data round trip</b>, of each side: t(first acknowledgment of just a segment's end) -
 *       t(segment), only of new data that was sent once (Karn) with nothing sent again in its
 *       direction meanwhile. An ACK of several segments is matched to the newest. Of data that was
 *       sent again only the echo of its timestamp tells, where that timestamp is surely new (10 ms
 *       after the newest data, and not that of data after it). tshark's {@code ack_rtt} is there
 *       for each acknowledged segment and counts from the first transmission; resets and early data
 *       of SYNs count, too. Here two segments of a flow and direction are timed at a time: about
 *       one sample for each round trip of a long transfer. Delayed ACKs add 40 to 200 ms: look at
 *       the least and the middle, not the mean.
 *   <li><b>Response time</b>: t(first new payload of the server) - t(last new payload of the
 *       client), where the client's last payload, sent again or not, counts by its original.
 *       Responses to requests sent again are counted. It is a time of turns, not of transactions:
 *       pipelined requests are one turn, and what a server says first is none.
 *   <li><b>Application delay</b>: response time less the server's round trip (handshake, else the
 *       least of data), at least 0; how often that clipped it is counted.
 *   <li><b>ACK gap</b>: t(first new payload of the server) - t(first ACK without payload that
 *       covers the whole request), where there was one. It tells stack from application without any
 *       round trip to compare with.
 *   <li><b>Client think time</b>: t(first byte of the next request) - t(last byte of the response),
 *       less the client's round trip. Idle, not a fault.
 *   <li><b>Request and response transfer</b>: t(last new byte) - t(first new byte) of the turn.
 *   <li><b>Copies</b>: packets that were captured twice are counted apart and change nothing else.
 *       To tshark they are retransmissions, duplicate ACKs or out of order.
 *   <li><b>Sent again</b>: what tshark calls a retransmission and is no copy, SYNs included. An
 *       <b>episode</b> lasts until everything, or new data sent after the last of them, is
 *       acknowledged: one loss is one episode, however many segments it takes.
 * </ul>
 *
 * <p>Keep-alives and zero-window probes are no data. A reset after both sides have said FIN is
 * none.
 *
 * <p>All this is kept in 128 bytes of a row; so numbers are rounded ({@link
 * io.sluice.node.flow.timing.Timing} says how much), and these are left out: round trips of pure
 * ACKs by timestamps (they contain the sender's idle time), histograms of think and transfer times
 * (only sums), and more than one packet of each direction to find copies by.
 */
@NullMarked
package io.sluice.node.flow.timing;

import org.jspecify.annotations.NullMarked;
