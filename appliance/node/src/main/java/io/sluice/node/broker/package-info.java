/**
 * The packet broker: gives tools the packets that each wants, in the shape that each wants.
 *
 * <p>A {@link io.sluice.node.broker.Broker} holds the tools of the running config. Each worker has
 * a {@link io.sluice.node.broker.BrokerTap}, which decides, copies and changes: a tool's filter,
 * its share of flows, its targets, its transforms. What is left stands in a bounded ring outside
 * the heap, one for each worker and tool. Each tool has one thread, which empties its rings, puts
 * the tunnel's header before each packet, and sends. So no tool can hold up a worker or another
 * tool: what finds its ring full is counted under that tool.
 *
 * <p>For each tool, at any moment: {@code seen = filtered + sampled + matched}, and of copies, of
 * which a matched packet makes one for each target that it is meant for, {@code copies = sent +
 * drops + queued}.
 */
@NullMarked
package io.sluice.node.broker;

import org.jspecify.annotations.NullMarked;
