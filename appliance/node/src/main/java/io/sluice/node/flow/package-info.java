/**
 * Flows: the table that holds one row for each, and what is measured of them packet by packet.
 *
 * <p>One worker owns one {@link io.sluice.node.flow.FlowMeter}; nothing in here is shared between
 * threads. A {@link io.sluice.node.flow.Flow} is a cursor over a row of fixed size outside the
 * heap. Its sections have an owner each: the table and tshark's verdicts here, times in {@code
 * timing}, what stands inside payloads in {@code look}. What a row can tell is listed once, as
 * {@link io.sluice.node.flow.Column}s, for tables, JSON, Parquet and IPFIX alike.
 *
 * <h2>Beside tshark</h2>
 *
 * <p>With {@link io.sluice.node.flow.FlowSettings#streams} flows are what tshark 4.0.17 calls
 * streams, and {@link io.sluice.node.flow.TcpRules} gives its verdicts: with IP defragmentation on,
 * checksum validation, desegmentation and out-of-order reassembly off, and no dissector above TCP.
 * On 705 captures with 6,457 streams every count, handshake time and verdict is equal but for
 * these:
 *
 * <ul>
 *   <li>A pcap record whose microseconds are a second or more: we carry the second over. tshark
 *       prints a fraction of ten digits, or, above 2^31 microseconds, a negative time. (2 streams
 *       of 2 damaged files)
 *   <li>A pcapng time of more than 2^63 nanoseconds since 1970: nanoseconds in 64 bits end in the
 *       year 2262, so it becomes a time before 1970. Only the times differ. (14 streams of one
 *       file)
 *   <li>A capture of WireGuard that brings its keys in a Decryption Secrets Block: tshark decrypts
 *       it and finds a stream inside. We decrypt nothing. (1 stream)
 * </ul>
 *
 * <p>And by their rules, though no capture there shows it:
 *
 * <ul>
 *   <li>The list of unacknowledged segments is a count here, exact where an acknowledgment covers
 *       all of them and in proportion where it covers a part. It decides one thing: beyond 10,000 a
 *       SYN or FIN takes no sequence number.
 *   <li>Multipath TCP's options are not compared, so that acknowledgments that only differ in these
 *       are duplicates.
 *   <li>A segment with a header length below 20 is never a stream's first, so that numbers of
 *       streams may differ, and what it said is forgotten when no sound segment came before it.
 *   <li>A retransmission is fast within 20 ms of the other side's last packet. One whose header is
 *       longer than itself is such a packet here, and none in tshark.
 *   <li>A TCP header quoted in an ICMP error opens no stream: numbers of streams differ.
 * </ul>
 *
 * <p>Captures that nobody has seen are made anew from these, and held against tshark, by {@code
 * integration-tests/analyze/unseen.py}.
 *
 * <p>What these heuristics call a retransmission or out of order is not always one; the product's
 * own definitions are those of {@code timing}.
 */
@NullMarked
package io.sluice.node.flow;

import org.jspecify.annotations.NullMarked;
