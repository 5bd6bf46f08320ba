/**
 * Flows: the table that holds one row for each, and what is measured of them packet by packet.
 *
 * <p>One worker owns one {@link io.sluice.node.flow.FlowMeter}; nothing in here is shared between
 * threads. A {@link io.sluice.node.flow.Flow} is a cursor over a row of fixed size outside the
 * heap. Its sections have an owner each: the table and tshark's verdicts here, times in {@code
 * timing}, what stands inside payloads in {@code look}. What a row can tell is listed once, as
 * {@link io.sluice.node.flow.Column}s, for tables, JSON, Parquet and IPFIX alike.
 */
@NullMarked
package io.sluice.node.flow;

import org.jspecify.annotations.NullMarked;
